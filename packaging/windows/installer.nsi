; The Windows installer. Compiled by build_nsis.py, which says what stands for:
;   VERSION VERSION4 PAYLOAD OUTFILE ICON NAME CONSOLE TITLE PUBLISHER SIZE_KB LICENCE
;
; Without rights for one user (the default); with /ALLUSERS, or when asked for, for all users of the computer.
;   /S            silent                  /CURRENTUSER, /ALLUSERS   for whom
;   /D=FOLDER     where (last, no quotes) /DOWNGRADE                over a newer version
; Exit status: 0 done, 2 stopped (the program runs, a newer version is there), as NSIS has it.
;
; Everything is written under one folder and a few keys, all named in the uninstaller; it never takes .hea away from
; another program: it only offers itself (OpenWithProgids).

!ifdef STUBS
Target ${STUBS}
!endif
Unicode true
ManifestDPIAware true
ManifestLongPathAware true
ManifestSupportedOS all
!ifdef FAST
SetCompress off
!else
SetCompressor /SOLID lzma
SetCompressorDictSize 64
!endif
Name "${TITLE}"
OutFile "${OUTFILE}"
Icon "${ICON}"
UninstallIcon "${ICON}"
RequestExecutionLevel user
VIProductVersion "${VERSION4}"
VIAddVersionKey "ProductName" "${TITLE}"
VIAddVersionKey "ProductVersion" "${VERSION}"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "FileDescription" "${TITLE} installer"
VIAddVersionKey "CompanyName" "${PUBLISHER}"
VIAddVersionKey "LegalCopyright" "Apache-2.0"

!include "MUI2.nsh"
!include "FileFunc.nsh"
!include "LogicLib.nsh"
!include "WordFunc.nsh"
!include "x64.nsh"

!define UNINSTALL_KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\${NAME}"
!define APP_PATHS_KEY "Software\Microsoft\Windows\CurrentVersion\App Paths\${NAME}.exe"
!define CLASSES "Software\Classes"
!define HEA_ID "EcgImnDesktop.hea"
!define ANALYSIS_ID "EcgImnDesktop.ecgimn"

Var ForAll ; "1" for all users
Var MayDowngrade

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_ABORTWARNING
!insertmacro MUI_PAGE_LICENSE "${LICENCE}"
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!define MUI_FINISHPAGE_RUN "$INSTDIR\${NAME}.exe"
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_LANGUAGE "German"

LangString RUNNING ${LANG_ENGLISH} "${TITLE} is running. Close it, then try again."
LangString RUNNING ${LANG_GERMAN} "${TITLE} läuft noch. Bitte beenden und noch einmal versuchen."
LangString NEWER ${LANG_ENGLISH} "A newer version is installed. Remove it first, or start this installer with /DOWNGRADE."
LangString NEWER ${LANG_GERMAN} "Eine neuere Version ist installiert. Bitte zuerst entfernen, oder mit /DOWNGRADE starten."
LangString NEEDS64 ${LANG_ENGLISH} "${TITLE} needs a 64-bit Windows."
LangString NEEDS64 ${LANG_GERMAN} "${TITLE} braucht ein 64-Bit-Windows."
LangString NEEDSADMIN ${LANG_ENGLISH} "To install for all users, start this installer as an administrator."
LangString NEEDSADMIN ${LANG_GERMAN} "Um für alle Benutzer zu installieren, bitte als Administrator starten."

; Stops with a sentence; silent: with the exit status alone.
!macro Stop SENTENCE
  MessageBox MB_OK|MB_ICONSTOP "${SENTENCE}" /SD IDOK
  SetErrorLevel 2
  Quit
!macroend

; A running program keeps its file from being written to.
!macro RefuseWhileRunning UN
Function ${UN}RefuseWhileRunning
  ${If} ${FileExists} "$INSTDIR\${NAME}.exe"
    ClearErrors
    FileOpen $0 "$INSTDIR\${NAME}.exe" a
    ${If} ${Errors}
      !insertmacro Stop "$(RUNNING)"
    ${EndIf}
    FileClose $0
  ${EndIf}
FunctionEnd
!macroend
!insertmacro RefuseWhileRunning ""
!insertmacro RefuseWhileRunning "un."

!macro ChooseContext UN
Function ${UN}ChooseContext
  SetRegView 64
  ${If} $ForAll == 1
    SetShellVarContext all
  ${Else}
    SetShellVarContext current
  ${EndIf}
FunctionEnd
!macroend
!insertmacro ChooseContext ""
!insertmacro ChooseContext "un."

Function .onInit
  ${IfNot} ${RunningX64}
    !insertmacro Stop "$(NEEDS64)"
  ${EndIf}
  ${GetParameters} $R0
  ClearErrors
  ${GetOptions} $R0 "/ALLUSERS" $R1
  ${IfNot} ${Errors}
    StrCpy $ForAll 1
    UserInfo::GetAccountType
    Pop $R2
    ${If} $R2 != "Admin"
      !insertmacro Stop "$(NEEDSADMIN)"
    ${EndIf}
  ${EndIf}
  ClearErrors
  ${GetOptions} $R0 "/DOWNGRADE" $R1
  ${IfNot} ${Errors}
    StrCpy $MayDowngrade 1
  ${EndIf}
  Call ChooseContext
  ; An installation that is there is replaced where it is; else /D=, else the platform's folder.
  ${If} $INSTDIR == ""
    ReadRegStr $INSTDIR SHCTX "${UNINSTALL_KEY}" "InstallLocation"
  ${EndIf}
  ${If} $INSTDIR == ""
    ${If} $ForAll == 1
      StrCpy $INSTDIR "$PROGRAMFILES64\${TITLE}"
    ${Else}
      StrCpy $INSTDIR "$LOCALAPPDATA\Programs\${TITLE}"
    ${EndIf}
  ${EndIf}
  ReadRegStr $R3 SHCTX "${UNINSTALL_KEY}" "DisplayVersion"
  ${If} $R3 != ""
  ${AndIf} $MayDowngrade != 1
    ${VersionCompare} $R3 "${VERSION}" $R4
    ${If} $R4 == 1
      !insertmacro Stop "$(NEWER)"
    ${EndIf}
  ${EndIf}
FunctionEnd

Section "Program"
  Call RefuseWhileRunning
  ; What an older version left would be found by the newer one: its folder of libraries goes first.
  RMDir /r "$INSTDIR\_internal"
  SetOutPath "$INSTDIR"
  File /r "${PAYLOAD}/*.*"
  WriteUninstaller "$INSTDIR\uninstall.exe"

  CreateShortCut "$SMPROGRAMS\${TITLE}.lnk" "$INSTDIR\${NAME}.exe"
  WriteRegStr SHCTX "${APP_PATHS_KEY}" "" "$INSTDIR\${NAME}.exe"

  WriteRegStr SHCTX "${CLASSES}\${HEA_ID}" "" "WFDB ECG record"
  WriteRegStr SHCTX "${CLASSES}\${HEA_ID}\DefaultIcon" "" "$INSTDIR\${NAME}.exe,0"
  WriteRegStr SHCTX "${CLASSES}\${HEA_ID}\shell\open\command" "" '"$INSTDIR\${NAME}.exe" "%1"'
  WriteRegStr SHCTX "${CLASSES}\.hea\OpenWithProgids" "${HEA_ID}" ""
  WriteRegStr SHCTX "${CLASSES}\${ANALYSIS_ID}" "" "ECG-IMN analysis"
  WriteRegStr SHCTX "${CLASSES}\${ANALYSIS_ID}\DefaultIcon" "" "$INSTDIR\${NAME}.exe,0"
  WriteRegStr SHCTX "${CLASSES}\${ANALYSIS_ID}\shell\open\command" "" '"$INSTDIR\${NAME}.exe" "%1"'
  WriteRegStr SHCTX "${CLASSES}\.ecgimn\OpenWithProgids" "${ANALYSIS_ID}" ""
  WriteRegStr SHCTX "${CLASSES}\Applications\${NAME}.exe" "FriendlyAppName" "${TITLE}"
  WriteRegStr SHCTX "${CLASSES}\Applications\${NAME}.exe\SupportedTypes" ".hea" ""
  WriteRegStr SHCTX "${CLASSES}\Applications\${NAME}.exe\SupportedTypes" ".ecgimn" ""
  WriteRegStr SHCTX "${CLASSES}\Applications\${NAME}.exe\shell\open\command" "" '"$INSTDIR\${NAME}.exe" "%1"'

  WriteRegStr SHCTX "${UNINSTALL_KEY}" "DisplayName" "${TITLE}"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "DisplayIcon" "$INSTDIR\${NAME}.exe,0"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "Publisher" "${PUBLISHER}"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "InstallLocation" "$INSTDIR"
  WriteRegDWORD SHCTX "${UNINSTALL_KEY}" "EstimatedSize" ${SIZE_KB}
  WriteRegDWORD SHCTX "${UNINSTALL_KEY}" "NoModify" 1
  WriteRegDWORD SHCTX "${UNINSTALL_KEY}" "NoRepair" 1
  ${If} $ForAll == 1
    WriteRegStr SHCTX "${UNINSTALL_KEY}" "UninstallString" '"$INSTDIR\uninstall.exe" /ALLUSERS'
    WriteRegStr SHCTX "${UNINSTALL_KEY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /ALLUSERS /S'
  ${Else}
    WriteRegStr SHCTX "${UNINSTALL_KEY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
    WriteRegStr SHCTX "${UNINSTALL_KEY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  ${EndIf}
  ${RefreshShellIcons}
SectionEnd

Function un.onInit
  ${GetParameters} $R0
  ClearErrors
  ${GetOptions} $R0 "/ALLUSERS" $R1
  ${IfNot} ${Errors}
    StrCpy $ForAll 1
  ${EndIf}
  Call un.ChooseContext
FunctionEnd

Section "Uninstall"
  Call un.RefuseWhileRunning
  ; Only what was installed: a file of the user's in the folder stays, and then so does the folder.
  RMDir /r "$INSTDIR\_internal"
  Delete "$INSTDIR\${NAME}.exe"
  Delete "$INSTDIR\${CONSOLE}.exe"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\${TITLE}.lnk"
  DeleteRegKey SHCTX "${UNINSTALL_KEY}"
  DeleteRegKey SHCTX "${APP_PATHS_KEY}"
  DeleteRegKey SHCTX "${CLASSES}\${HEA_ID}"
  DeleteRegKey SHCTX "${CLASSES}\${ANALYSIS_ID}"
  DeleteRegKey SHCTX "${CLASSES}\Applications\${NAME}.exe"
  DeleteRegValue SHCTX "${CLASSES}\.hea\OpenWithProgids" "${HEA_ID}"
  DeleteRegKey /ifempty SHCTX "${CLASSES}\.hea\OpenWithProgids"
  DeleteRegKey /ifempty SHCTX "${CLASSES}\.hea"
  DeleteRegValue SHCTX "${CLASSES}\.ecgimn\OpenWithProgids" "${ANALYSIS_ID}"
  DeleteRegKey /ifempty SHCTX "${CLASSES}\.ecgimn\OpenWithProgids"
  DeleteRegKey /ifempty SHCTX "${CLASSES}\.ecgimn"
  ${RefreshShellIcons}
SectionEnd

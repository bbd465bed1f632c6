; The Windows installer. Compiled by build_nsis.py, which says what stands for:
;   VERSION VERSION4 PAYLOAD OUTFILE ICON NAME CONSOLE TITLE PUBLISHER SIZE_KB LICENCE
;
; Without rights for one user (the default); with /ALLUSERS for all users of the computer.
;   /S            silent                  /CURRENTUSER, /ALLUSERS   for whom
;   /D=FOLDER     where (last, no quotes) /DOWNGRADE                over a newer version
; Exit status: 0 done, 2 stopped (the program runs, a newer version is there, a file cannot be written), as NSIS has it.
;
; Everything is written under one folder and a few keys, all named in the uninstaller; it never takes .hea away from
; another program: it only offers itself (OpenWithProgids). .ecgimn is a name of the program's own, which it takes.

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
; A file that cannot be written is not skipped, above all not in silence: half a program would be left.
AllowSkipFiles off
; Who browses for another folder gets one of this name in it: the program's files never lie between others.
InstallDir "$LOCALAPPDATA\Programs\${TITLE}"
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
!include "WinVer.nsh"
!include "x64.nsh"

!define UNINSTALL_KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\${NAME}"
!define APP_PATHS_KEY "Software\Microsoft\Windows\CurrentVersion\App Paths\${NAME}.exe"
!define CLASSES "Software\Classes"
!define HEA_ID "EcgImnDesktop.hea"
!define ANALYSIS_ID "EcgImnDesktop.ecgimn"

Var ForAll ; "1" for all users
Var MayDowngrade
Var IsThere ; "1" if it is installed already

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_ABORTWARNING
!insertmacro MUI_PAGE_LICENSE "${LICENCE}"
!define MUI_PAGE_CUSTOMFUNCTION_PRE SkipIfThere
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!define MUI_FINISHPAGE_RUN
!define MUI_FINISHPAGE_RUN_FUNCTION Run
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_LANGUAGE "German"

LangString RUNNING ${LANG_ENGLISH} "${TITLE} is running. Close it, then try again."
LangString RUNNING ${LANG_GERMAN} "${TITLE} läuft noch. Bitte beenden und noch einmal versuchen."
LangString NEWER ${LANG_ENGLISH} "A newer version is installed. Remove it first, or start this installer with /DOWNGRADE."
LangString NEWER ${LANG_GERMAN} "Eine neuere Version ist installiert. Bitte zuerst entfernen, oder mit /DOWNGRADE starten."
LangString OCCUPIED ${LANG_ENGLISH} "Another program is in this folder: $INSTDIR. Choose another one."
LangString OCCUPIED ${LANG_GERMAN} "In diesem Ordner ist ein anderes Programm: $INSTDIR. Bitte einen anderen wählen."
LangString TOOOLD ${LANG_ENGLISH} "${TITLE} needs a 64-bit Windows 10 (1809) or later."
LangString TOOOLD ${LANG_GERMAN} "${TITLE} braucht ein 64-Bit-Windows ab Windows 10 (1809)."
LangString NEEDSADMIN ${LANG_ENGLISH} "It is for all users: start this as an administrator."
LangString NEEDSADMIN ${LANG_GERMAN} "Es geht um alle Benutzer: bitte als Administrator starten."

; Stops with a sentence; silent: with the exit status alone.
!macro Stop SENTENCE
  MessageBox MB_OK|MB_ICONSTOP "${SENTENCE}" /SD IDOK
  SetErrorLevel 2
  Quit
!macroend

; A running program keeps its file from being written to. The command line's (a batch of hours, say) counts as well.
!macro RefuseIfRuns PROGRAM
  ${If} ${FileExists} "$INSTDIR\${PROGRAM}.exe"
    ClearErrors
    FileOpen $0 "$INSTDIR\${PROGRAM}.exe" a
    ${If} ${Errors}
      !insertmacro Stop "$(RUNNING)"
    ${EndIf}
    FileClose $0
  ${EndIf}
!macroend
!macro RefuseWhileRunning UN
Function ${UN}RefuseWhileRunning
  !insertmacro RefuseIfRuns ${NAME}
  !insertmacro RefuseIfRuns ${CONSOLE}
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

; With /ALLUSERS: for all users. Without an administrator's rights Windows is asked for them, and PROGRAM starts again.
!macro ReadForWhom UN PROGRAM PARAMETERS
Function ${UN}ReadForWhom
  ${GetParameters} $R0
  ClearErrors
  ${GetOptions} $R0 "/ALLUSERS" $R1
  ${IfNot} ${Errors}
    StrCpy $ForAll 1
    UserInfo::GetAccountType
    Pop $R2
    ${If} $R2 != "Admin"
      ${IfNot} ${Silent}
        ClearErrors
        ExecShell "runas" "${PROGRAM}" "${PARAMETERS}"
        ${IfNot} ${Errors}
          Quit
        ${EndIf}
      ${EndIf}
      !insertmacro Stop "$(NEEDSADMIN)"
    ${EndIf}
  ${EndIf}
  Call ${UN}ChooseContext
FunctionEnd
!macroend
!insertmacro ReadForWhom "" "$EXEPATH" "$R0"
!insertmacro ReadForWhom "un." "$INSTDIR\uninstall.exe" "/ALLUSERS" ; not the copy of itself that is running

Function .onInit
  ${IfNot} ${RunningX64}
  ${OrIfNot} ${AtLeastWin10}
  ${OrIfNot} ${AtLeastBuild} 17763
    !insertmacro Stop "$(TOOOLD)"
  ${EndIf}
  StrCpy $R5 "$LOCALAPPDATA\Programs\${TITLE}" ; InstallDir, while the context is the user's
  Call ReadForWhom
  ClearErrors
  ${GetOptions} $R0 "/DOWNGRADE" $R1
  ${IfNot} ${Errors}
    StrCpy $MayDowngrade 1
  ${EndIf}
  ; /D= goes first; else an installation that is there is replaced where it is; else the platform's folder.
  ReadRegStr $R6 SHCTX "${UNINSTALL_KEY}" "InstallLocation"
  ${If} $INSTDIR == $R5
    ${If} $R6 != ""
      StrCpy $INSTDIR $R6
      StrCpy $IsThere 1
    ${ElseIf} $ForAll == 1
      StrCpy $INSTDIR "$PROGRAMFILES64\${TITLE}"
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

; An older version is replaced where it is: elsewhere the new one would leave it behind, with no entry to remove it.
Function SkipIfThere
  ${If} $IsThere == 1
    Abort
  ${EndIf}
FunctionEnd

; By the desktop, that is with the user's own rights even where an administrator installs.
Function Run
  Exec '"$WINDIR\explorer.exe" "$INSTDIR\${NAME}.exe"'
FunctionEnd

Section "Program"
  Call RefuseWhileRunning
  ${If} ${FileExists} "$INSTDIR\_internal\*.*"
  ${AndIfNot} ${FileExists} "$INSTDIR\_internal\ecg_imn_desktop\*.*"
  ${AndIfNot} ${FileExists} "$INSTDIR\${NAME}.exe" ; what an installation that was stopped has left
    !insertmacro Stop "$(OCCUPIED)"
  ${EndIf}
  ; What an older version left would be found by the newer one: its folder of libraries goes first.
  RMDir /r "$INSTDIR\_internal"
  SetOutPath "$INSTDIR"
  File /r "${PAYLOAD}\*.*" ; makensis on Windows knows no other slash; elsewhere it turns this one
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
  WriteRegStr SHCTX "${CLASSES}\.ecgimn" "" "${ANALYSIS_ID}"
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
  Call un.ReadForWhom
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
  ReadRegStr $0 SHCTX "${CLASSES}\.ecgimn" ""
  ${If} $0 == "${ANALYSIS_ID}"
    DeleteRegValue SHCTX "${CLASSES}\.ecgimn" ""
  ${EndIf}
  DeleteRegKey /ifempty SHCTX "${CLASSES}\.ecgimn"
  ${RefreshShellIcons}
SectionEnd

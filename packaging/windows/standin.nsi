; A small program in place of the frozen one, to try the installer without Windows: it runs, doing nothing, until the
; file %STANDIN_STOP% is there.
!ifdef STUBS
Target ${STUBS}
!endif
Unicode true
!include "LogicLib.nsh"
SilentInstall silent
RequestExecutionLevel user
OutFile "${OUTFILE}"
Section
  ExpandEnvStrings $0 "%STANDIN_STOP%"
  ${DoUntil} ${FileExists} $0
    Sleep 200
  ${Loop}
SectionEnd

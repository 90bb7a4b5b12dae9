; The installer of Mapper for CommCare for Windows: for one person, without administrator rights.
; Compiled by packaging/windows/installer.py, which hands over VERSION, NUMBERS, PAYLOAD, ICON,
; TARGET and KILOBYTES.

Unicode true
Target amd64-unicode
SetCompressor /SOLID lzma
RequestExecutionLevel user
ManifestDPIAware true

!include MUI2.nsh
!include LogicLib.nsh
!include FileFunc.nsh
!include x64.nsh

!define NAME "Mapper for CommCare"
!define ID "MapperForCommCare"
!define FOLDER "mapper-for-commcare"
!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\${ID}"
!define CLASSES "Software\Classes"
!define FILE_TYPE "MapperForCommCare.ccmap"
!define SLASH "\"

Name "${NAME}"
OutFile "${TARGET}"
InstallDir "$LOCALAPPDATA\Programs\${NAME}"
InstallDirRegKey HKCU "Software\${FOLDER}" "InstallDir"
BrandingText "${NAME} ${VERSION}"
VIProductVersion "${NUMBERS}"
VIAddVersionKey "ProductName" "${NAME}"
VIAddVersionKey "FileDescription" "${NAME} installer"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "ProductVersion" "${VERSION}"
VIAddVersionKey "LegalCopyright" ""

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_ABORTWARNING
!define MUI_FINISHPAGE_RUN "$INSTDIR\mapper-gui.exe"
!define MUI_FINISHPAGE_RUN_TEXT "Open ${NAME}"
!define MUI_FINISHPAGE_NOAUTOCLOSE
!insertmacro MUI_PAGE_WELCOME
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"

; While the program runs its files cannot be replaced: ask until it is closed. A silent run fails.
!macro WaitUntilClosed Un
Function ${Un}WaitUntilClosed
  again:
  ${If} ${FileExists} "$INSTDIR\mapper-gui.exe"
    ClearErrors
    FileOpen $0 "$INSTDIR\mapper-gui.exe" a
    ${If} ${Errors}
      MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "${NAME} is open. Close it, then press Retry." \
        /SD IDCANCEL IDRETRY again
      SetErrorLevel 2
      Abort
    ${EndIf}
    FileClose $0
  ${EndIf}
FunctionEnd
!macroend
!insertmacro WaitUntilClosed ""
!insertmacro WaitUntilClosed "un."

; The folder may be one that a person chose: only what was installed is taken away, by what must be
; in it. Settings, projects and keys are elsewhere and stay.
!macro RemoveFiles
  RMDir /r "$INSTDIR\_internal"
  Delete "$INSTDIR\mapper-gui.exe"
  Delete "$INSTDIR\mapper.exe"
  Delete "$INSTDIR\uninstall.exe"
!macroend

Function .onInit
  SetShellVarContext current
  ${IfNot} ${RunningX64}
    MessageBox MB_ICONSTOP "${NAME} needs a 64-bit Windows." /SD IDOK
    SetErrorLevel 2
    Abort
  ${EndIf}
FunctionEnd

Function un.onInit
  SetShellVarContext current
FunctionEnd

Section "Install"
  Call WaitUntilClosed
  ; An older version is replaced whole: nothing of it is left among the new files.
  !insertmacro RemoveFiles
  SetOutPath "$INSTDIR"
  ClearErrors
  File /r "${PAYLOAD}${SLASH}*.*"
  ${If} ${Errors}
    MessageBox MB_ICONSTOP "The files could not be written to $INSTDIR." /SD IDOK
    SetErrorLevel 2
    Abort
  ${EndIf}
  WriteUninstaller "$INSTDIR\uninstall.exe"
  WriteRegStr HKCU "Software\${FOLDER}" "InstallDir" "$INSTDIR"

  CreateShortcut "$SMPROGRAMS\${NAME}.lnk" "$INSTDIR\mapper-gui.exe" "" "$INSTDIR\mapper-gui.exe"

  ; .ccmap opens with the window; the part after .ccmap stays with whoever else uses it.
  WriteRegStr HKCU "${CLASSES}\.ccmap" "" "${FILE_TYPE}"
  WriteRegStr HKCU "${CLASSES}\.ccmap" "Content Type" "application/x-ccmap+json"
  WriteRegStr HKCU "${CLASSES}\.ccmap\OpenWithProgids" "${FILE_TYPE}" ""
  WriteRegStr HKCU "${CLASSES}\${FILE_TYPE}" "" "${NAME} project"
  WriteRegStr HKCU "${CLASSES}\${FILE_TYPE}\DefaultIcon" "" "$INSTDIR\_internal\project.ico"
  WriteRegStr HKCU "${CLASSES}\${FILE_TYPE}\shell\open\command" "" '"$INSTDIR\mapper-gui.exe" "%1"'

  ; `mapper` and `mapper-gui` can be typed in Win+R and found by other programs.
  WriteRegStr HKCU "Software\Microsoft\Windows\CurrentVersion\App Paths\mapper.exe" "" "$INSTDIR\mapper.exe"
  WriteRegStr HKCU "Software\Microsoft\Windows\CurrentVersion\App Paths\mapper-gui.exe" "" "$INSTDIR\mapper-gui.exe"

  WriteRegStr HKCU "${UNINSTALL}" "DisplayName" "${NAME}"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayIcon" "$INSTDIR\mapper-gui.exe"
  WriteRegStr HKCU "${UNINSTALL}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${UNINSTALL}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${UNINSTALL}" "EstimatedSize" ${KILOBYTES}
  WriteRegDWORD HKCU "${UNINSTALL}" "NoModify" 1
  WriteRegDWORD HKCU "${UNINSTALL}" "NoRepair" 1
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
SectionEnd

Section "Uninstall"
  Call un.WaitUntilClosed
  !insertmacro RemoveFiles
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\${NAME}.lnk"
  ReadRegStr $0 HKCU "${CLASSES}\.ccmap" ""
  ${If} $0 == "${FILE_TYPE}"
    DeleteRegValue HKCU "${CLASSES}\.ccmap" ""
    DeleteRegValue HKCU "${CLASSES}\.ccmap" "Content Type"
  ${EndIf}
  DeleteRegValue HKCU "${CLASSES}\.ccmap\OpenWithProgids" "${FILE_TYPE}"
  DeleteRegKey /ifempty HKCU "${CLASSES}\.ccmap\OpenWithProgids"
  DeleteRegKey /ifempty HKCU "${CLASSES}\.ccmap"
  DeleteRegKey HKCU "${CLASSES}\${FILE_TYPE}"
  DeleteRegKey HKCU "Software\Microsoft\Windows\CurrentVersion\App Paths\mapper.exe"
  DeleteRegKey HKCU "Software\Microsoft\Windows\CurrentVersion\App Paths\mapper-gui.exe"
  DeleteRegKey HKCU "${UNINSTALL}"
  DeleteRegKey HKCU "Software\${FOLDER}"
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
SectionEnd

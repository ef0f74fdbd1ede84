; What setup and uninstaller share: refusing, the open program, removing what is in the list, associations.

!define Refuse "!insertmacro Refuse"
!macro Refuse un code sentence
  Push `${sentence}`
  Push ${code}
  Call ${un}Refuse
!macroend

!macro SharedFunctions un
; (sentence, code): tell the person, or the log when nobody is there
Function ${un}Refuse
  Exch $0
  Exch
  Exch $1
  Push $2
  StrCpy $Refused 1
  SetErrorLevel $0
  ${If} ${Silent}
    FileOpen $2 "$TEMP\${NAME}-setup.log" w
    FileWriteUTF16LE /BOM $2 "$0 $1$\r$\n"
    FileClose $2
  ${Else}
    MessageBox MB_OK|MB_ICONSTOP "$1"
  ${EndIf}
  Pop $2
  Pop $1
  Pop $0
FunctionEnd

; one setup at a time; the name is free again when this one ends
Function ${un}OnlyOne
  System::Call 'kernel32::CreateMutexW(p 0, i 1, w "${NAME}-setup") p .r0 ?e'
  Pop $0
  ${If} $0 = 183
    ${Refuse} "${un}" 18 "${TITLE}的安装或卸载程序已经在运行，请先等它结束。"
    Quit
  ${EndIf}
FunctionEnd

; $Where -> $R9: 1 when a program in that folder is running. Windows lets nobody write to such a file.
Function ${un}Running
  StrCpy $R9 0
  Push "$Where\${NAME}-console.exe"
  Push "$Where\${NAME}.exe"
  ${For} $R8 1 2
    Pop $R7
    System::Call 'kernel32::CreateFileW(w R7, i 0x40000000, i 7, p 0, i 3, i 0, p 0) p .R6 ?e'
    Pop $R5
    ${If} $R6 P<> -1
      System::Call 'kernel32::CloseHandle(p R6)'
    ${ElseIf} $R5 = 32
      StrCpy $R9 1
    ${EndIf}
  ${Next}
FunctionEnd

; $Where: until the program there is closed, or -> $Refused 1
Function ${un}Closed
  StrCpy $R4 0
  again:
  Call ${un}Running
  ${If} $R9 = 0
    Return
  ${EndIf}
  ${If} ${Silent}
    IntOp $R4 $R4 + 1
    Sleep 500
    IntCmp $R4 ${RETRIES} 0 again
  ${Else}
    MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "${TITLE}正开着。请先把它关闭（别的用户打开的也要关），再点“重试”。" IDRETRY again
    SetErrorLevel 12
    StrCpy $Refused 1
    Return
  ${EndIf}
  ${Refuse} "${un}" 12 "${TITLE}正开着，请先把它关闭，再重新运行。"
FunctionEnd

; $Where: remove the files its list names and the folders that are empty then; nothing else. -> $Left
Function ${un}RemoveListed
  StrCpy $Left ""
  ClearErrors
  FileOpen $R0 "$Where\${LIST}" r
  ${If} ${Errors}
    Return
  ${EndIf}
  FileReadUTF16LE $R0 $R1 ; the version
  ${Do}
    ClearErrors
    FileReadUTF16LE $R0 $R1
    ${If} ${Errors}
      ${ExitDo}
    ${EndIf}
    StrCpy $R2 $R1 2 -2
    ${If} $R2 == "$\r$\n"
      StrCpy $R1 $R1 -2
    ${EndIf}
    StrCpy $R2 $R1 2
    StrCpy $R1 $R1 "" 2
    ; a line that somebody else wrote must not lead to other files
    System::Call 'shlwapi::StrStrW(w R1, w "..") p .R3'
    System::Call 'shlwapi::StrCSpnW(w R1, w "*?:") i .R5'
    StrLen $R6 $R1
    ${If} $R3 P<> 0
    ${OrIf} $R5 <> $R6
      ${Continue}
    ${EndIf}
    ${If} $R2 == "F "
      ClearErrors
      Delete "$Where\$R1"
      ${If} ${Errors}
      ${AndIf} $Left == ""
        StrCpy $Left "$Where\$R1"
      ${EndIf}
    ${ElseIf} $R2 == "D "
      RMDir "$Where\$R1"
    ${EndIf}
  ${Loop}
  FileClose $R0
  ClearErrors
FunctionEnd

; the list and the uninstaller of $Where, and the folder when nothing of anybody is left in it
Function ${un}RemoveRest
  Delete "$Where\uninstall.exe"
  Delete "$Where\${LIST}"
  RMDir "$Where"
  ClearErrors
FunctionEnd

; $INSTDIR without a backslash at its end: the uninstaller is started with one
Function ${un}TrimFolder
  StrCpy $0 $INSTDIR 1 -1
  ${If} $0 == "\"
    StrCpy $INSTDIR $INSTDIR -1
  ${EndIf}
FunctionEnd

Function ${un}TellExplorer
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
FunctionEnd

Function ${un}Rights
  StrCpy $Admin 0
  UserInfo::GetAccountType
  Pop $0
  ${If} $0 == "Admin"
    StrCpy $Admin 1
  ${EndIf}
FunctionEnd
!macroend
!insertmacro SharedFunctions ""
!insertmacro SharedFunctions "un."

; A value of the file type, with what another program had there kept for the uninstaller.
!macro Take name value kept
  ReadRegStr $0 SHCTX "${CLASSES}\${EXTENSION}" "${name}"
  ${If} $0 != ""
  ${AndIf} $0 != "${value}"
    WriteRegStr SHCTX "${CLASSES}\${EXTENSION}" "${NAME}.${kept}" $0
  ${EndIf}
  WriteRegStr SHCTX "${CLASSES}\${EXTENSION}" "${name}" "${value}"
!macroend

; ... and back. What somebody else has put there since stays.
!macro GiveBack name value kept
  ReadRegStr $0 SHCTX "${CLASSES}\${EXTENSION}" "${name}"
  ${If} $0 == "${value}"
    ReadRegStr $1 SHCTX "${CLASSES}\${EXTENSION}" "${NAME}.${kept}"
    ${If} $1 != ""
      WriteRegStr SHCTX "${CLASSES}\${EXTENSION}" "${name}" $1
    ${Else}
      DeleteRegValue SHCTX "${CLASSES}\${EXTENSION}" "${name}"
    ${EndIf}
  ${EndIf}
  DeleteRegValue SHCTX "${CLASSES}\${EXTENSION}" "${NAME}.${kept}"
!macroend

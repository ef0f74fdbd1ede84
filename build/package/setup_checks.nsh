; Before anything is written: for whom and where the program goes, and every reason to refuse.

Function .onInit
  SetRegView 64
  Call OnlyOne
  ${IfNot} ${AtLeastWin10}
  ${OrIfNot} ${AtLeastBuild} 17763
    ${Refuse} "" 10 "${TITLE}需要 Windows 10 1809 或更新的 64 位系统，这台电脑的系统太旧，没有安装。"
    Quit
  ${EndIf}
  StrCpy $UserFolder "$LOCALAPPDATA\Programs\${NAME}"
  StrCpy $Given ""
  Call TrimFolder
  ${If} $INSTDIR != $UserFolder
    StrCpy $Given $INSTDIR
  ${EndIf}
  System::Call 'kernel32::GetCommandLineW() w .r0' ; NSIS quietly takes its own folder when it cannot use that of /D=
  ClearErrors
  ${GetOptions} $0 "/D=" $1
  ${IfNot} ${Errors}
  ${AndIf} $Given == ""
  ${AndIf} $1 != $UserFolder
    ${Refuse} "" 15 "不能装在“$1”。请检查盘符，并指定一个文件夹，不能是磁盘的最上一层。"
    Quit
  ${EndIf}
  ClearErrors
  Call Rights
  Call ChooseScope
  Call ApplyScope
  ${If} $Found != ""
    StrCpy $Where $Found
    Call Newer
    ${If} $Refused = 0
      Call Closed
    ${EndIf}
    ${If} $Refused = 1
      Quit
    ${EndIf}
  ${EndIf}
  Call Switches
FunctionEnd

; whose copy this will be: as asked for, or where one is already
Function ChooseScope
  ReadRegStr $1 HKCU "${ENTRY}" "InstallLocation"
  ReadRegStr $2 HKLM "${ENTRY}" "InstallLocation"
  ${GetParameters} $0
  ClearErrors
  ${GetOptions} $0 "/ALLUSERS" $3
  ${IfNot} ${Errors}
    StrCpy $Scope "all"
  ${Else}
    ClearErrors
    ${GetOptions} $0 "/CURRENTUSER" $3
    ${If} ${Errors}
    ${AndIf} $1 == ""
    ${AndIf} $2 != ""
      StrCpy $Scope "all"
    ${Else}
      StrCpy $Scope "user"
    ${EndIf}
  ${EndIf}
  ClearErrors
  ${If} $Scope == "all"
  ${AndIf} $Admin = 0
    ${Refuse} "" 16 "为全部用户安装，或升级为全部用户装的${TITLE}，需要管理员权限。请让管理员运行安装程序。"
    Quit
  ${EndIf}
FunctionEnd

; $Scope -> folders, registry, and the copy that is there
Function ApplyScope
  StrCpy $Refused 0
  ${If} $Scope == "all"
    SetShellVarContext all
    StrCpy $INSTDIR "$PROGRAMFILES64\${NAME}"
  ${Else}
    SetShellVarContext current
    StrCpy $INSTDIR $UserFolder
  ${EndIf}
  ReadRegStr $Found SHCTX "${ENTRY}" "InstallLocation"
  ${If} $Found != ""
  ${AndIfNot} ${FileExists} "$Found\*.*"
    StrCpy $Found "" ; its folder is gone
  ${EndIf}
  ${If} $Given != ""
    StrCpy $INSTDIR $Given
  ${ElseIf} $Found != ""
    StrCpy $INSTDIR $Found
  ${EndIf}
FunctionEnd

; $Where: -> $Refused 1 when its copy is newer than this one
Function Newer
  StrCpy $1 ""
  ClearErrors
  FileOpen $0 "$Where\${LIST}" r
  ${IfNot} ${Errors}
    FileReadUTF16LE $0 $1
    FileClose $0
    ${WordFind} $1 " " "+2" $1
    ${WordFind} "$1$\r" "$\r" "+1" $1
  ${ElseIf} $Where == $Found
    ReadRegStr $1 SHCTX "${ENTRY}" "DisplayVersion"
  ${EndIf}
  ClearErrors
  ${If} $1 == ""
    Return
  ${EndIf}
  ${VersionCompare} $1 "${VERSION}" $2
  ${If} $2 = 1
    ${Refuse} "" 11 "已经装有更新的${TITLE} $1，不能装回 ${VERSION}。程序和数据都没有改动。"
  ${EndIf}
FunctionEnd

; for whom, where

Function WhoPage
  ${If} $Admin = 0
  ${OrIf} $Found != ""
    Abort ; nothing to choose
  ${EndIf}
  !insertmacro MUI_HEADER_TEXT "为谁安装" "这台电脑上谁可以使用${TITLE}。"
  nsDialogs::Create 1018
  Pop $0
  ${NSD_CreateRadioButton} 0 6u 100% 12u "只为我自己（推荐，以后升级不需要管理员）(&M)"
  Pop $WhoUser
  ${NSD_CreateRadioButton} 0 26u 100% 12u "为这台电脑的全部用户(&A)"
  Pop $WhoAll
  ${NSD_CreateLabel} 0 52u 100% 36u "无论选哪一项，支部数据都加密存放在建立它的用户自己的文件夹里。"
  Pop $0
  ${If} $Scope == "all"
    ${NSD_Check} $WhoAll
  ${Else}
    ${NSD_Check} $WhoUser
  ${EndIf}
  nsDialogs::Show
FunctionEnd

Function WhoLeave
  ${NSD_GetState} $WhoAll $0
  StrCpy $1 $Scope
  StrCpy $Scope "user"
  ${If} $0 = ${BST_CHECKED}
    StrCpy $Scope "all"
  ${EndIf}
  ${If} $1 != $Scope
    Call ApplyScope
  ${EndIf}
FunctionEnd

Function SkipFolder
  ${If} $Found != ""
    Abort ; an upgrade stays where the program is
  ${EndIf}
FunctionEnd

Function FolderLeave
  Call CheckFolder
  ${If} $Refused = 1
    Abort
  ${EndIf}
FunctionEnd

; $INSTDIR: -> $Refused 1 after a sentence. Nothing stays written.
Function CheckFolder
  StrCpy $Refused 0
  Call CheckPurpose
  ${If} $Refused = 0
    StrCpy $Where $INSTDIR
    Call Newer
  ${EndIf}
  ${If} $Refused = 0
    StrCpy $Where $INSTDIR
    Call CheckSpace
  ${EndIf}
  ${If} $Refused = 0 ; NSIS unpacks into the temporary folder first
    StrCpy $Where $TEMP
    Call CheckSpace
  ${EndIf}
  ${If} $Refused = 0
    Call CheckWritable
  ${EndIf}
FunctionEnd

Function CheckPurpose
  SetShellVarContext current
  StrCpy $1 "$LOCALAPPDATA\${NAME}"
  ${If} $Scope == "all"
    SetShellVarContext all
  ${EndIf}
  StrLen $2 "$1\"
  StrCpy $3 "$INSTDIR\" $2
  ${If} $3 == "$1\"
  ${OrIf} ${FileExists} "$INSTDIR\keys.json"
  ${OrIf} ${FileExists} "$INSTDIR\keys.bak.json"
    ${Refuse} "" 15 "“$INSTDIR”是存放支部数据的文件夹，程序不能装在里面，请另选一个。"
    Return
  ${EndIf}
  ${If} ${FileExists} "$INSTDIR\_internal\*.*"
  ${AndIfNot} ${FileExists} "$INSTDIR\${LIST}"
  ${AndIfNot} ${FileExists} "$INSTDIR\${NAME}.exe"
    ${Refuse} "" 15 "“$INSTDIR”里已经装着别的程序，请另选一个文件夹。"
  ${EndIf}
FunctionEnd

; $Where: free space of its drive, asked of the nearest folder that exists
Function CheckSpace
  StrCpy $0 $Where
  ${DoUntil} ${FileExists} "$0\*.*"
    ${GetParent} $0 $1
    ${If} $1 == ""
      Return ; no such drive: CheckWritable says so
    ${EndIf}
    StrCpy $0 $1
  ${Loop}
  System::Call 'kernel32::GetDiskFreeSpaceExW(w "$0\", *l .r2, p 0, p 0) i .r3'
  ${If} $3 = 0
    Return
  ${EndIf}
  System::Int64Op $2 / 1048576
  Pop $2
  StrCpy $4 ${SIZE_MB}
  ${GetRoot} $TEMP $5
  ${GetRoot} $INSTDIR $6
  ${If} $5 == $6
    IntOp $4 $4 * 2
  ${EndIf}
  ${If} $2 < $4
    ${GetRoot} $0 $6
    ${Refuse} "" 13 "$6 盘的空间不够：安装时需要 $4 MB，现在只剩 $2 MB。请清理磁盘或另选一个盘，再重新运行。"
  ${EndIf}
FunctionEnd

Function CheckWritable
  StrCpy $2 0
  ${IfNot} ${FileExists} "$INSTDIR\*.*"
    StrCpy $2 1
  ${EndIf}
  ClearErrors
  CreateDirectory $INSTDIR
  GetTempFileName $0 $INSTDIR
  ${If} ${Errors}
  ${OrIfNot} ${FileExists} $0
    StrCpy $1 0
  ${Else}
    StrCpy $1 1
    Delete $0
  ${EndIf}
  ${If} $2 = 1
    RMDir $INSTDIR
  ${EndIf}
  ClearErrors
  ${If} $1 = 0
    ${Refuse} "" 14 "不能写入“$INSTDIR”，请另选一个有权写入的文件夹，或请管理员安装。"
  ${EndIf}
FunctionEnd

; The Windows setup. build/package/windows_setup.py runs makensis on it with the names (NAMES) and the list of files
; (FILES) it wrote from pyproject.toml and the frozen folder; nothing here names the product or a file of it.
;
; Switches:  /S            no pages; what went wrong is an exit code and a sentence in %TEMP%\<name>-setup.log
;            /CURRENTUSER  for this user (the default; a copy already installed is upgraded where it is)
;            /ALLUSERS     for everybody; needs administrator rights
;            /NOSTARTMENU /NODESKTOP /NOSHORTCUT (both)   /NOASSOC (handoff packages are not opened by a double click)
;            /D=FOLDER     the last one, without quotation marks
; Uninstaller: uninstall.exe [/S] [_?=FOLDER]; with _?= it waits and returns the exit code, but leaves itself behind.
;
; Exit codes:  0 done                            14 the folder cannot be written to
;              1 cancelled by the person         15 no folder for programs (top of a drive, data, another program)
;              2 broken off for another reason   16 administrator rights are needed
;             10 Windows older than 10 1809      17 a file could not be replaced or written; run the setup again
;             11 a newer version is installed    18 a setup or uninstaller is already running
;             12 the program is open             19 the list of installed files is missing; run the setup, then uninstall
;             13 not enough space
; A 32-bit Windows refuses this 64-bit program itself.
;
; A folder can be broken off at any moment: first the old manifest and programs go, then the other old files; the new
; list of files is written before the first of them, the programs after all others and the manifest last. So a half
; installation either has no program or one that misses its manifest and says so, and every file of it is in a list.

!include "${NAMES}"
Unicode true
Target amd64-unicode
ManifestDPIAware true
ManifestDPIAwareness "PerMonitorV2,PerMonitor"
ManifestSupportedOS Win10
RequestExecutionLevel highest
CRCCheck force
AllowSkipFiles off
SetOverwrite on
SetDateSave on
!ifdef QUICK
  SetCompressor zlib
!else
  SetCompressor /SOLID lzma
  SetCompressorDictSize 64
!endif

!include LogicLib.nsh
!include FileFunc.nsh
!include WordFunc.nsh
!include WinVer.nsh
!include nsDialogs.nsh
!include MUI2.nsh

!define LIST "installed-files.txt"
!define MANIFEST "_internal\files.sha256"
!define ENTRY "Software\Microsoft\Windows\CurrentVersion\Uninstall\${NAME}"
!define CLASSES "Software\Classes"
!define NOT_SECRET "本软件仅用于非涉密信息。"
!define RETRIES 4

Name "${TITLE}"
OutFile "${OUT}"
InstallDir "$LOCALAPPDATA\Programs\${NAME}"
BrandingText "${TITLE} ${VERSION}"
VIProductVersion "${VERSION}.0"
VIFileVersion "${VERSION}.0"
VIAddVersionKey /LANG=2052 "ProductName" "${TITLE}"
VIAddVersionKey /LANG=2052 "ProductVersion" "${VERSION}"
VIAddVersionKey /LANG=2052 "FileVersion" "${VERSION}"
VIAddVersionKey /LANG=2052 "FileDescription" "${TITLE} 安装程序"
VIAddVersionKey /LANG=2052 "CompanyName" "${PUBLISHER}"
VIAddVersionKey /LANG=2052 "LegalCopyright" "${PUBLISHER}"
!ifdef SIGN
  !uninstfinalize '${SIGN} "%1"' = 0
  !finalize '${SIGN} "%1"' = 0
!endif

Var Admin ; 1 with administrator rights
Var Scope ; user or all
Var Given ; the folder of /D=
Var UserFolder ; where the program goes for one user
Var Found ; folder of the copy installed in this scope, empty without one
Var Where ; folder a function works on
Var Refused ; 1 when a check said no
Var Left ; the first file that could not be removed
Var WhoUser
Var WhoAll

; ---------------------------------------------------------------- pages

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_WELCOMEFINISHPAGE_BITMAP "${SIDE_PICTURE}"
!define MUI_UNWELCOMEFINISHPAGE_BITMAP "${SIDE_PICTURE}"
!define MUI_HEADERIMAGE
!define MUI_HEADERIMAGE_RIGHT
!define MUI_HEADERIMAGE_BITMAP "${HEAD_PICTURE}"
!define MUI_HEADERIMAGE_UNBITMAP "${HEAD_PICTURE}"
!define MUI_ABORTWARNING
!define MUI_COMPONENTSPAGE_NODESC
!define MUI_CUSTOMFUNCTION_ABORT Cancelled

!define MUI_WELCOMEPAGE_TITLE "安装${TITLE} ${VERSION}"
!define MUI_WELCOMEPAGE_TEXT "${COMMENT_LINES}。$\r$\n$\r$\n安装过程不联网，不改动已有的支部数据。$\r$\n如果${TITLE}正开着，请先把它关闭。$\r$\n$\r$\n${NOT_SECRET}$\r$\n$\r$\n$_CLICK"
!insertmacro MUI_PAGE_WELCOME
Page custom WhoPage WhoLeave
!define MUI_PAGE_CUSTOMFUNCTION_PRE SkipFolder
!define MUI_PAGE_CUSTOMFUNCTION_LEAVE FolderLeave
!define MUI_PAGE_HEADER_TEXT "装在哪里"
!define MUI_PAGE_HEADER_SUBTEXT "${TITLE}的程序文件夹。"
!define MUI_DIRECTORYPAGE_TEXT_TOP "程序将安装到下面的文件夹，要换地方请点“浏览”。$\r$\n支部数据不放在这里，第一次打开程序时可以另选。"
!insertmacro MUI_PAGE_DIRECTORY
!define MUI_PAGE_HEADER_TEXT "快捷方式和上报包"
!define MUI_PAGE_HEADER_SUBTEXT "从哪里打开${TITLE}。"
!define MUI_COMPONENTSPAGE_TEXT_TOP "勾选需要的，然后点“安装”。"
!define MUI_COMPONENTSPAGE_TEXT_COMPLIST "建立："
!define MUI_COMPONENTSPAGE_TEXT_INSTTYPE " "
!insertmacro MUI_PAGE_COMPONENTS
!define MUI_PAGE_HEADER_TEXT "正在安装"
!define MUI_PAGE_HEADER_SUBTEXT "请稍候，一般不到一分钟。"
!define MUI_INSTFILESPAGE_FINISHHEADER_TEXT "安装完成"
!define MUI_INSTFILESPAGE_FINISHHEADER_SUBTEXT "${TITLE}已经装好。"
!define MUI_INSTFILESPAGE_ABORTHEADER_TEXT "安装没有完成"
!define MUI_INSTFILESPAGE_ABORTHEADER_SUBTEXT "请重新运行安装程序；支部数据不受影响。"
!insertmacro MUI_PAGE_INSTFILES
!define MUI_FINISHPAGE_TITLE "${TITLE}已经装好"
!define MUI_FINISHPAGE_TEXT "以后从开始菜单或桌面打开“${TITLE}”。$\r$\n$\r$\n点“完成”关闭安装程序。"
!define MUI_FINISHPAGE_RUN
!define MUI_FINISHPAGE_RUN_TEXT "运行${TITLE}"
!define MUI_FINISHPAGE_RUN_FUNCTION RunProgram
!insertmacro MUI_PAGE_FINISH

!define MUI_PAGE_HEADER_TEXT "卸载${TITLE}"
!define MUI_PAGE_HEADER_SUBTEXT "只删除程序，支部数据留着。"
!define MUI_UNCONFIRMPAGE_TEXT_TOP "支部数据不会删除，一般在：$LOCALAPPDATA\${NAME}$\r$\n另选过地方（如 D 盘、U 盘）的，也原样留在那里。"
!define MUI_UNCONFIRMPAGE_TEXT_LOCATION "程序文件夹："
!insertmacro MUI_UNPAGE_CONFIRM
!define MUI_PAGE_HEADER_TEXT "正在卸载"
!define MUI_PAGE_HEADER_SUBTEXT "请稍候。"
!define MUI_INSTFILESPAGE_FINISHHEADER_TEXT "卸载完成"
!define MUI_INSTFILESPAGE_FINISHHEADER_SUBTEXT "支部数据没有删除。"
; MUI forgets the texts of a page after it, but not these two
!undef MUI_INSTFILESPAGE_ABORTHEADER_TEXT
!undef MUI_INSTFILESPAGE_ABORTHEADER_SUBTEXT
!define MUI_INSTFILESPAGE_ABORTHEADER_TEXT "卸载没有完成"
!define MUI_INSTFILESPAGE_ABORTHEADER_SUBTEXT "请再卸载一次；支部数据没有删除。"
!insertmacro MUI_UNPAGE_INSTFILES
!define MUI_FINISHPAGE_TITLE "${TITLE}已经卸载"
!define MUI_FINISHPAGE_TEXT "支部数据没有删除，一般在：$\r$\n$LOCALAPPDATA\${NAME}$\r$\n$\r$\n另选过地方（如 D 盘、U 盘）的，也原样留在那里。$\r$\n再次安装${TITLE}就能接着用。$\r$\n$\r$\n确实不再需要时，请自己删除存放数据的文件夹。"
!insertmacro MUI_UNPAGE_FINISH

!insertmacro MUI_LANGUAGE "SimpChinese"
SetFont /LANG=2052 "Microsoft YaHei UI" 9
; What .onInit needs comes first in the archive: it is unpacked before anything else is.
ReserveFile /plugin System.dll
ReserveFile /plugin UserInfo.dll

; ---------------------------------------------------------------- what setup and uninstaller share

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

; ---------------------------------------------------------------- setup: start

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

; ---------------------------------------------------------------- setup: for whom, where

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

; ---------------------------------------------------------------- setup: sections

Section "-checks"
  Call CheckFolder
  ${If} $Refused = 0
    StrCpy $Where $INSTDIR
    Call Closed
  ${EndIf}
  ${If} $Refused = 1
    Quit
  ${EndIf}
SectionEnd

Section "${TITLE}（必需）" Program
  SectionIn RO
  SetDetailsPrint textonly
  DetailPrint "正在清理旧文件…"
  ${If} $Found != ""
  ${AndIf} $Found != $INSTDIR
    StrCpy $Where $Found
    Call RemoveListed
    Call RemoveRest
  ${EndIf}
  StrCpy $Where $INSTDIR
  Call RemoveListed
  ${If} $Left != ""
    ${Refuse} "" 17 "“$Left”正在被使用，不能替换。请关闭${TITLE}，再重新运行安装程序；支部数据不受影响。"
    Quit
  ${EndIf}
  Delete "$INSTDIR\${MANIFEST}"
  DetailPrint "正在复制文件…"
  SetDetailsPrint none
  SetOutPath $INSTDIR
  File "/oname=${LIST}" "${LIST_FILE}"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  Call WriteEntry
  !include "${FILES}"
  SetDetailsPrint textonly
  SetOutPath $INSTDIR
SectionEnd

Section "开始菜单快捷方式" StartMenu
  CreateShortcut "$SMPROGRAMS\${TITLE}.lnk" "$INSTDIR\${NAME}.exe" "" "$INSTDIR\${NAME}.exe" 0 SW_SHOWNORMAL "" "${COMMENT}"
SectionEnd

Section "桌面快捷方式" Desktop
  CreateShortcut "$DESKTOP\${TITLE}.lnk" "$INSTDIR\${NAME}.exe" "" "$INSTDIR\${NAME}.exe" 0 SW_SHOWNORMAL "" "${COMMENT}"
SectionEnd

Section "双击上报包（${EXTENSION}）时用${TITLE}打开" Association
  !insertmacro Take "" "${PROGID}" "previous"
  !insertmacro Take "Content Type" "${MIME_TYPE}" "previous-type"
  WriteRegStr SHCTX "${CLASSES}\${EXTENSION}\OpenWithProgids" "${PROGID}" ""
  WriteRegStr SHCTX "${CLASSES}\${PROGID}" "" "${MIME_TITLE}"
  WriteRegStr SHCTX "${CLASSES}\${PROGID}\DefaultIcon" "" "$INSTDIR\${NAME}.exe,0"
  WriteRegStr SHCTX "${CLASSES}\${PROGID}\shell\open" "FriendlyAppName" "${TITLE}"
  WriteRegStr SHCTX "${CLASSES}\${PROGID}\shell\open\command" "" '"$INSTDIR\${NAME}.exe" "%1"'
  WriteRegStr SHCTX "${CLASSES}\MIME\Database\Content Type\${MIME_TYPE}" "Extension" "${EXTENSION}"
SectionEnd

Section "-end"
  Call TellExplorer
SectionEnd

!macro Without switch section
  ClearErrors
  ${GetOptions} $0 "${switch}" $1
  ${IfNot} ${Errors}
    !insertmacro UnselectSection ${section}
  ${EndIf}
  ClearErrors
!macroend

; which of the sections are wanted: by switches; in an upgrade, those the person had
Function Switches
  ${GetParameters} $0
  ${If} $Found != ""
    ${IfNot} ${FileExists} "$SMPROGRAMS\${TITLE}.lnk"
      !insertmacro UnselectSection ${StartMenu}
    ${EndIf}
    ${IfNot} ${FileExists} "$DESKTOP\${TITLE}.lnk"
      !insertmacro UnselectSection ${Desktop}
    ${EndIf}
    ReadRegStr $1 SHCTX "${CLASSES}\${EXTENSION}" ""
    ${If} $1 != "${PROGID}"
      !insertmacro UnselectSection ${Association}
    ${EndIf}
  ${EndIf}
  !insertmacro Without "/NOSTARTMENU" ${StartMenu}
  !insertmacro Without "/NODESKTOP" ${Desktop}
  !insertmacro Without "/NOSHORTCUT" ${StartMenu}
  !insertmacro Without "/NOSHORTCUT" ${Desktop}
  !insertmacro Without "/NOASSOC" ${Association}
FunctionEnd

Function WriteEntry
  WriteRegStr SHCTX "${ENTRY}" "DisplayName" "${TITLE}"
  WriteRegStr SHCTX "${ENTRY}" "DisplayVersion" "${VERSION}"
  WriteRegStr SHCTX "${ENTRY}" "Publisher" "${PUBLISHER}"
  WriteRegStr SHCTX "${ENTRY}" "Contact" "${CONTACT}"
  WriteRegStr SHCTX "${ENTRY}" "Comments" "${COMMENT}"
  WriteRegStr SHCTX "${ENTRY}" "DisplayIcon" "$INSTDIR\${NAME}.exe,0"
  WriteRegStr SHCTX "${ENTRY}" "InstallLocation" "$INSTDIR"
  WriteRegStr SHCTX "${ENTRY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr SHCTX "${ENTRY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD SHCTX "${ENTRY}" "EstimatedSize" ${SIZE_KB}
  WriteRegDWORD SHCTX "${ENTRY}" "NoModify" 1
  WriteRegDWORD SHCTX "${ENTRY}" "NoRepair" 1
  ${GetTime} "" "L" $0 $1 $2 $3 $4 $5 $6
  WriteRegStr SHCTX "${ENTRY}" "InstallDate" "$2$1$0"
FunctionEnd

Function RunProgram
  ${If} $Admin = 1 ; through the desktop, which has no administrator's rights
    Exec '"$WINDIR\explorer.exe" "$INSTDIR\${NAME}.exe"'
  ${Else}
    Exec '"$INSTDIR\${NAME}.exe"'
  ${EndIf}
FunctionEnd

Function Cancelled
  SetErrorLevel 1
FunctionEnd

Function .onInstFailed
  ${Refuse} "" 17 "安装没有完成。请重新运行安装程序，它会接着装好；支部数据不受影响。"
FunctionEnd

; ---------------------------------------------------------------- uninstaller

Function un.onInit
  SetRegView 64
  Call un.OnlyOne
  Call un.TrimFolder
  Call un.Rights
  StrCpy $Refused 0
  StrCpy $Scope "user"
  SetShellVarContext current
  ReadRegStr $0 HKCU "${ENTRY}" "InstallLocation"
  ReadRegStr $1 HKLM "${ENTRY}" "InstallLocation"
  ${If} $0 != $INSTDIR
  ${AndIf} $1 == $INSTDIR
    StrCpy $Scope "all"
    ${If} $Admin = 0
      ${Refuse} "un." 16 "${TITLE}是为全部用户安装的，卸载需要管理员权限。"
      Quit
    ${EndIf}
  ${EndIf}
  ${IfNot} ${FileExists} "$INSTDIR\${LIST}"
    ${Refuse} "un." 19 "“$INSTDIR”里缺少文件清单，不能确定哪些是程序的文件。请先重新运行安装程序修复，再卸载。"
    Quit
  ${EndIf}
  StrCpy $Where $INSTDIR
  Call un.Closed
  ${If} $Refused = 1
    Quit
  ${EndIf}
FunctionEnd

Section "Uninstall"
  StrCpy $Where $INSTDIR
  Call un.Closed
  ${If} $Refused = 1
    Quit
  ${EndIf}
  ${If} $Scope == "all"
    SetShellVarContext all
  ${EndIf}
  SetDetailsPrint textonly
  DetailPrint "正在删除程序文件…"
  SetDetailsPrint none
  Call un.RemoveListed
  ${If} $Left != ""
    ${Refuse} "un." 17 "“$Left”正在被使用，不能删除。请关闭用到它的程序，再卸载一次。"
    Quit
  ${EndIf}
  ReadRegStr $0 SHCTX "${ENTRY}" "InstallLocation"
  ${If} $0 == $INSTDIR
    Delete "$SMPROGRAMS\${TITLE}.lnk"
    Delete "$DESKTOP\${TITLE}.lnk"
    Call un.Association
    DeleteRegKey SHCTX "${ENTRY}"
  ${EndIf}
  Call un.RemoveRest
  Call un.TellExplorer
  ${If} ${FileExists} "$INSTDIR\*.*"
    MessageBox MB_OK|MB_ICONINFORMATION "“$INSTDIR”里还有不是安装程序放进去的文件，都没有删除。其中可能有支部数据，请看清楚再处理。" /SD IDOK
  ${EndIf}
  SetShellVarContext current ; the last page names this person's data
SectionEnd

; Only what points at this copy.
Function un.Association
  ReadRegStr $0 SHCTX "${CLASSES}\${PROGID}\shell\open\command" ""
  ${If} $0 != '"$INSTDIR\${NAME}.exe" "%1"'
    Return
  ${EndIf}
  !insertmacro GiveBack "" "${PROGID}" "previous"
  !insertmacro GiveBack "Content Type" "${MIME_TYPE}" "previous-type"
  DeleteRegValue SHCTX "${CLASSES}\${EXTENSION}\OpenWithProgids" "${PROGID}"
  DeleteRegKey /ifempty SHCTX "${CLASSES}\${EXTENSION}\OpenWithProgids"
  DeleteRegKey /ifempty SHCTX "${CLASSES}\${EXTENSION}"
  DeleteRegKey SHCTX "${CLASSES}\${PROGID}"
  ReadRegStr $0 SHCTX "${CLASSES}\MIME\Database\Content Type\${MIME_TYPE}" "Extension"
  ${If} $0 == "${EXTENSION}"
    DeleteRegKey SHCTX "${CLASSES}\MIME\Database\Content Type\${MIME_TYPE}"
  ${EndIf}
FunctionEnd

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
!define MUI_UNCONFIRMPAGE_TEXT_TOP "支部数据不会删除，一般在：$LOCALAPPDATA\${NAME}$\r$\n另选过地方（如 D 盘）的，也原样留在那里。"
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
!define MUI_FINISHPAGE_TEXT "支部数据没有删除，一般在：$\r$\n$LOCALAPPDATA\${NAME}$\r$\n$\r$\n另选过地方（如 D 盘）的，也原样留在那里。$\r$\n再次安装${TITLE}就能接着用。$\r$\n$\r$\n确实不再需要时，请自己删除存放数据的文件夹。"
!insertmacro MUI_UNPAGE_FINISH

!insertmacro MUI_LANGUAGE "SimpChinese"
SetFont /LANG=2052 "Microsoft YaHei UI" 9
; What .onInit needs comes first in the archive: it is unpacked before anything else is.
ReserveFile /plugin System.dll
ReserveFile /plugin UserInfo.dll

!include "setup_shared.nsh"
!include "setup_checks.nsh"

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
    ${If} $Left == "" ; else its list stays, for the next try
      Call RemoveRest
    ${EndIf}
  ${EndIf}
  ${If} $Left == ""
    StrCpy $Where $INSTDIR
    Call RemoveListed
  ${EndIf}
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

!include "setup_uninstall.nsh"

; The uninstaller: removes what the list names, leaves the data and says where they are.

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

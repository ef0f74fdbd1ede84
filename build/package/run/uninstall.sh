#!/bin/sh
# Removes @TITLE@ from the folder this file lies in; the branch's data stay.
set -eu
quiet=no
@COMMON@
[ "${1:-}" != --quiet ] || quiet=yes
find_share
target="$(cd "$(dirname "$0")" && pwd -P)"
[ -f "$target/version" ] && [ -d "$target/_internal" ] || refuse 6 "“$target”里没有装$title，没有删除任何东西。"
if running "$target/$name"; then
  refuse 13 "$title正在运行。请先关闭程序再卸载。程序和数据都没有改动。"
fi
[ -w "$target" ] || refuse 14 "不能写入文件夹“$target”，没有删除任何东西。"
if clicked; then
  question="要卸载$title吗？支部数据不会删除。"
  if command -v zenity >/dev/null 2>&1; then
    zenity --question --no-markup --width=480 --title="$title" --text="$question" >/dev/null 2>&1 || exit 1
  elif command -v kdialog >/dev/null 2>&1; then
    kdialog --title "$title" --yesno "$question" >/dev/null 2>&1 || exit 1
  fi
fi

# Only what was installed; a menu entry or command that belongs to another copy by now stays.
if [ -f "$target/installed-files" ]; then
  entry="$(grep "/applications/$name.desktop\$" "$target/installed-files" || true)"
  ours=yes
  if [ -f "$entry" ] && ! grep -qxF "TryExec=$(printf '%s' "$target/$name" | sed 's/\\/\\\\/g')" "$entry"; then
    ours=no
  fi
  while IFS= read -r file; do
    if [ -L "$file" ]; then
      [ "$(readlink "$file")" != "$target/$name" ] || rm -f "$file"
    elif [ "$ours" = yes ]; then
      rm -f "$file"
    fi
  done <"$target/installed-files"
fi
refresh

# Where nothing of anybody else is left, the desktop's lists of it and the empty folders go as well.
if [ -d "$share/mime/packages" ] && [ -z "$(ls -A "$share/mime/packages")" ]; then
  for list in aliases generic-icons globs globs2 icons magic mime.cache subclasses treemagic types version XMLnamespaces; do
    rm -f "$share/mime/$list"
  done
fi
if [ "$(ls -A "$share/applications" 2>/dev/null)" = mimeinfo.cache ]; then
  rm -f "$share/applications/mimeinfo.cache"
fi
if [ -f "$target/installed-files" ]; then
  while IFS= read -r file; do
    rmdir -p --ignore-fail-on-non-empty "${file%/*}" 2>/dev/null || true
  done <"$target/installed-files"
fi
[ ! -d "$share/mime" ] || rmdir --ignore-fail-on-non-empty "$share"/mime/*/ "$share/mime" 2>/dev/null || true
rm -rf "$target/_internal" "$target/.$name-new" "$target/.$name-old"
rm -f "$target/$name" "$target/version" "$target/installed-files" "$target/uninstall.sh"
kept=
[ ! -d "$share/$name" ] || kept="“$share/$name”"
if ! rmdir "$target" 2>/dev/null && [ -n "$(ls -A "$target" 2>/dev/null)" ]; then
  kept="${kept:+$kept、}“$target”"
fi
rmdir "$HOME/.local/opt" 2>/dev/null || true
show info "$title已卸载。支部数据没有删除：${kept:+在 $kept 里，}或在您自己选定的文件夹里。"
exit 0

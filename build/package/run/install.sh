#!/bin/sh
# Installs @TITLE@ @VERSION@ for the user who runs it; no administrator is needed. A packed archive follows the text.
set -eu
umask 022
version='@VERSION@'
needed_kb=@NEEDED_KB@
sha256='@SHA256@'
first_line=@FIRST_LINE@
quiet=no
target=
archive="$0"
@COMMON@
usage() {
  cat <<END
$title $version 安装程序：装到您自己的主目录，不需要管理员。

用法：sh ${archive##*/} [--target 文件夹] [--quiet] [--check]

  --target 文件夹   装到这里（不写：~/.local/opt/$name）
  --quiet           不显示窗口，只报告错误
  --check           只检查安装文件是否完好
  --help            显示这些说明

以后卸载：运行安装文件夹里的 uninstall.sh。支部数据不会删除。
END
}

read_words() {
  while [ $# -gt 0 ]; do
    case "$1" in
      --target) [ $# -gt 1 ] || refuse 2 "--target 后面要写文件夹。"; target="$2"; shift ;;
      --target=*) target="${1#--target=}" ;;
      --quiet) quiet=yes ;;
      --check) check_archive; show info "安装文件完好。"; exit 0 ;;
      --help | -h) usage; exit 0 ;;
      *) refuse 2 "不认识“$1”。用 --help 看说明。" ;;
    esac
    shift
  done
}

packed() {
  tail -n "+$first_line" "$archive"
}

check_archive() {
  for tool in sha256sum xz tar; do
    command -v "$tool" >/dev/null 2>&1 || refuse 4 "系统缺少 $tool，不能解开安装文件。请让管理员安装 xz-utils、tar、coreutils。"
  done
  case "$(packed | sha256sum)" in
    "$sha256"*) ;;
    *) refuse 15 "安装文件不完整或被改动过，请重新复制一份再安装。没有改动任何东西。" ;;
  esac
}

check_system() {
  [ "$(uname -m)" = x86_64 ] || refuse 10 "这台电脑的处理器是 $(uname -m)，本安装文件只适用于 x86_64（Intel、AMD、兆芯、海光）。没有改动任何东西。"
  glibc="$(getconf GNU_LIBC_VERSION 2>/dev/null || true)"
  glibc="${glibc#glibc }"
  if [ -z "$glibc" ] || [ "$(newer "$glibc" @GLIBC@)" != "$glibc" ]; then
    refuse 11 "系统太旧：需要 glibc @GLIBC@ 或更新（统信 UOS 20、银河麒麟 V10、Debian 10 起），这里是 ${glibc:-其他种类}。没有改动任何东西。"
  fi
  if [ "$(id -u)" = 0 ] && [ -n "${SUDO_USER:-}" ]; then
    refuse 5 "请不要用 sudo 安装：程序会装到您自己的主目录，不需要管理员。没有改动任何东西。"
  fi
}

# The newer of two versions.
newer() {
  printf '%s\n%s\n' "$1" "$2" | sort -V | tail -n 1
}

check_target() {
  [ -n "$target" ] || target="$HOME/.local/opt/$name"
  case "$target" in
    /*) ;;
    *) target="$PWD/$target" ;;
  esac
  made_target=no
  [ -d "$target" ] || made_target=yes
  mkdir -p "$target" 2>/dev/null || refuse 14 "不能建立文件夹“$target”。请检查权限，或用 --target 换一个地方。"
  target="$(cd "$target" && pwd -P)"
  [ -w "$target" ] || refuse 14 "不能写入文件夹“$target”。请检查权限，或用 --target 换一个地方。"
  if [ -e "$target/.$name-new" ] || [ -e "$target/.$name-old" ] || [ -f "$target/_internal/@MANIFEST@" ]; then
    installed="$(cat "$target/version" 2>/dev/null || true)"
  else
    installed=
    [ -z "$(ls -A "$target")" ] || refuse 16 "文件夹“$target”里有别的东西，不往里安装。请用 --target 选一个空文件夹。"
  fi
}

leave() {
  [ "$made_target" = no ] || rmdir "$target" 2>/dev/null || true
  refuse "$1" "$2"
}

check_room() {
  if [ -n "$installed" ] && [ "$(newer "$installed" "$version")" != "$version" ]; then
    leave 12 "已经装有更新的版本 $installed，不能换成旧版 $version。程序和数据都没有改动。"
  fi
  if running "$target/$name"; then
    leave 13 "$title正在运行。请先关闭程序再安装。程序和数据都没有改动。"
  fi
  free="$(df -Pk "$target" 2>/dev/null | tail -n 1 | awk '{print $4}' || true)"
  case "$free" in
    '' | *[!0-9]*) ;;
    *)
      if [ "$free" -lt "$needed_kb" ]; then
        leave 17 "磁盘空间不够：安装需要 $((needed_kb / 1024 + 1)) MB，“$target”所在的磁盘只剩 $((free / 1024)) MB。程序和数据都没有改动。"
      fi
      ;;
  esac
}

# Whatever ends it too early: the old program comes back, and there is a sentence.
ended() {
  code=$?
  trap '' INT TERM HUP
  rm -rf "$new" || true
  for part in _internal "$name" uninstall.sh version; do
    case "$stage" in
      moving) rm -rf "$target/$part" || true ;;
      aside) ;;
      *) break ;;
    esac
    [ ! -e "$old/$part" ] || { rm -rf "$target/$part" && mv "$old/$part" "$target/"; } || true
  done
  [ "$stage" = placed ] || rmdir "$old" 2>/dev/null || true
  [ "$made_target" = no ] || rmdir "$target" 2>/dev/null || true
  if [ "$code" != 0 ] && [ "$said" = no ]; then
    case "$stage" in
      placed) show error "$title $version 已装到“$target”，但是菜单和文件类型没有登记完。请检查“$share”能不能写入，再重新运行安装文件。支部数据没有改动。" ;;
      *) show error "安装没有完成，原有的程序和数据都没有改动。请检查磁盘空间和“$target”的权限，再重新运行安装文件。" ;;
    esac
  fi
  exit "$code"
}

unpack() {
  new="$target/.$name-new"
  old="$target/.$name-old"
  stage=unpacking
  rm -rf "$new"
  trap ended EXIT
  trap 'exit 130' INT TERM HUP
  mkdir "$new"
  if ! packed | xz -dc | tar -xf - -C "$new" --no-same-owner 2>"$new/.said" || [ ! -f "$new/program/_internal/@MANIFEST@" ]; then
    refuse 18 "没有解开安装文件，可能是磁盘空间不够：$(head -n 1 "$new/.said")。原有的程序和数据都没有改动。"
  fi
}

# The old program steps aside until the new one stands; whatever else lies in the folder stays.
replace() {
  rm -rf "$old"
  mkdir "$old"
  stage=aside
  for part in _internal "$name" uninstall.sh version; do
    [ ! -e "$target/$part" ] || mv "$target/$part" "$old/"
  done
  stage=moving
  for part in _internal "$name"; do
    mv "$new/program/$part" "$target/"
  done
  mv "$new/uninstall.sh" "$target/"
  printf '%s\n' "$version" >"$target/version"
  stage=placed
  made_target=no
  rm -rf "$old"
}

# The path as a quoted word of a desktop entry.
quoted() {
  printf '"%s"' "$(printf '%s' "$1" | sed 's/\\/\\\\\\\\/g; s/["`$]/\\\\&/g; s/%/%%/g')"
}

write_entry() {
  while IFS= read -r line; do
    case "$line" in
      Exec=*) printf 'Exec=%s %%f\nActions=Uninstall;\n' "$(quoted "$target/$name")" ;;
      TryExec=*) printf 'TryExec=%s\n' "$(printf '%s' "$target/$name" | sed 's/\\/\\\\/g')" ;;
      *) printf '%s\n' "$line" ;;
    esac
  done
  printf '\n[Desktop Action Uninstall]\nName=卸载\nExec=%s\n' "$(quoted "$target/uninstall.sh")"
}

# Menu entry, icons, file type, command; `installed-files` remembers them for the uninstaller.
join_desktop() {
  list="$target/installed-files"
  (cd "$new/share" && find . -type f | LC_ALL=C sort) | sed 's,^\./,,' >"$new/.files"
  : >"$list"
  while IFS= read -r file; do
    mkdir -p "$share/${file%/*}"
    case "$file" in
      *.desktop) write_entry <"$new/share/$file" >"$share/$file" ;;
      *) cp "$new/share/$file" "$share/$file" ;;
    esac
    printf '%s\n' "$share/$file" >>"$list"
  done <"$new/.files"
  command="$HOME/.local/bin/$name"
  if [ -L "$command" ] || [ ! -e "$command" ]; then
    mkdir -p "$HOME/.local/bin"
    ln -sfn "$target/$name" "$command"
    printf '%s\n' "$command" >>"$list"
  fi
  refresh
}

# Libraries of the desktop that this system lacks; the names of files, empty when nothing is missing.
missing() {
  for file in "$target/_internal/PySide6/Qt/plugins/platforms/libqxcb.so" "$target"/_internal/PySide6/QtWidgets*.so; do
    LC_ALL=C LD_LIBRARY_PATH="$target/_internal" ldd "$file" 2>/dev/null | awk '/not found/ {print $1}'
  done | LC_ALL=C sort -u | tr '\n' ' '
}

read_words "$@"
find_share
check_system
check_archive
check_target
check_room
unpack
replace
join_desktop
lacking="$(missing)"
if [ -n "$lacking" ]; then
  refuse 20 "$title $version 已装到“$target”，但是系统缺少图形界面的组件，还不能打开：${lacking% }。请让管理员安装 libgl1、libegl1 等软件包。"
fi
case "$installed" in
  '' | "$version") show info "$title $version 已装好。请在开始菜单里打开，或运行“$target/$name”。卸载：运行“$target/uninstall.sh”，支部数据不会删除。" ;;
  *) show info "$title 已从 $installed 升级到 $version。支部数据没有改动。" ;;
esac
exit 0

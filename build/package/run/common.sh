# Shared by the installer and the uninstaller of the .run; run_file.py fills in the names.
name='@NAME@'
title='@TITLE@'
said=no

# 0 when nobody looks at a terminal but there is a screen: started by a double click.
clicked() {
  [ "$quiet" = no ] && [ ! -t 0 ] && [ ! -t 1 ] && [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]
}

# show info|error SENTENCE: in a window after a double click, else on the terminal.
show() {
  if clicked && command -v zenity >/dev/null 2>&1; then
    zenity "--$1" --no-markup --width=480 --title="$title" --text="$2" >/dev/null 2>&1 && return 0
  elif clicked && command -v kdialog >/dev/null 2>&1; then
    case "$1" in
      info) kdialog --title "$title" --msgbox "$2" >/dev/null 2>&1 && return 0 ;;
      *) kdialog --title "$title" --error "$2" >/dev/null 2>&1 && return 0 ;;
    esac
  fi
  case "$1" in
    info) [ "$quiet" = yes ] || printf '%s\n' "$2" ;;
    *) printf '%s\n' "$2" >&2 ;;
  esac
}

# refuse CODE SENTENCE
refuse() {
  said=yes
  show error "$2"
  exit "$1"
}

# A program replaced on the disk has "(deleted)" behind its name; other people's processes cannot be read.
running() {
  for link in /proc/[0-9]*/exe; do
    case "$(readlink "$link" 2>/dev/null || true)" in
      "$1" | "$1 (deleted)") return 0 ;;
    esac
  done
  return 1
}

refresh() {
  if command -v update-mime-database >/dev/null 2>&1 && [ -d "$share/mime/packages" ]; then
    update-mime-database "$share/mime" >/dev/null 2>&1 || true
  fi
  if command -v update-desktop-database >/dev/null 2>&1 && [ -d "$share/applications" ]; then
    update-desktop-database -q "$share/applications" >/dev/null 2>&1 || true
  fi
  if [ -d "$share/icons/hicolor" ]; then
    touch "$share/icons/hicolor" 2>/dev/null || true
    if [ -f "$share/icons/hicolor/icon-theme.cache" ] && command -v gtk-update-icon-cache >/dev/null 2>&1; then
      gtk-update-icon-cache -q -f -t "$share/icons/hicolor" >/dev/null 2>&1 || true
    fi
  fi
}

find_share() {
  case "${HOME:-}" in
    /*) [ -d "$HOME" ] || refuse 3 "找不到您的主目录“$HOME”，不能继续。" ;;
    *) refuse 3 "不知道您的主目录在哪里（没有设置 HOME），不能继续。" ;;
  esac
  case "${XDG_DATA_HOME:-}" in
    /*) share="$XDG_DATA_HOME" ;;
    *) share="$HOME/.local/share" ;;
  esac
}

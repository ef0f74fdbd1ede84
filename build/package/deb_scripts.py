"""What the Debian package says and does around its files: POSIX shell, run as root by dpkg.

A script that refuses ends with a sentence and exit code 1; dpkg then leaves everything as it was.
"""

from bundle import Product

HEAD = """#!/bin/sh
set -e
refuse() {
  printf '%s\\n' "$1" >&2
  exit 1
}
"""
# Root sees every process; a program replaced on the disk has "(deleted)" behind its name.
RUNNING = """running() {{
  program=$(readlink -f "{program}" 2>/dev/null || printf '%s' "{program}") # some systems link /opt to another disk
  for link in /proc/[0-9]*/exe; do
    case "$(readlink "$link" 2>/dev/null || true)" in
      "$program" | "$program (deleted)") return 0 ;;
    esac
  done
  return 1
}}
"""
PREINST = """case "$1" in
  install | upgrade)
    if [ "$1" = upgrade ] && dpkg --compare-versions "$2" gt "{version}"; then
      refuse "已经装有更新的版本 $2，不能换成旧版 {version}。程序和数据都没有改动。"
    fi
    if running; then
      refuse "{title}正在运行。请先关闭程序再安装。程序和数据都没有改动。"
    fi
    place=/opt
    [ -d "$place" ] || place=/
    free=$(df -k --output=avail "$place" 2>/dev/null | tail -n 1 | tr -d ' ' || true)
    case "$free" in
      "" | *[!0-9]*) ;;
      *)
        if [ "$free" -lt {needed} ]; then
          refuse "磁盘空间不够：安装需要 {needed_mb} MB，$place 只剩 $((free / 1024)) MB。程序和数据都没有改动。"
        fi
        ;;
    esac
    ;;
esac
"""
PRERM = """case "$1" in
  remove | deconfigure)
    if running; then
      refuse "{title}正在运行。请先关闭程序再卸载。程序和数据都没有改动。"
    fi
    ;;
esac
"""
# Without these programs there is no desktop that would look at the caches; a failing one is not ours to stop for.
REFRESH = """refresh() {
  if command -v update-mime-database >/dev/null 2>&1; then
    update-mime-database /usr/share/mime || true
  fi
  if command -v update-desktop-database >/dev/null 2>&1; then
    update-desktop-database -q /usr/share/applications || true
  fi
  if command -v gtk-update-icon-cache >/dev/null 2>&1; then
    gtk-update-icon-cache -q -f /usr/share/icons/hicolor || true
  fi
}
"""
POSTINST = """case "$1" in
  configure) refresh ;;
esac
"""
POSTRM = """case "$1" in
  remove)
    refresh
    printf '%s\\n' '{title}已卸载。支部数据没有删除：在各用户主目录的 .local/share/{name} 里，或自己选定的文件夹里。'
    ;;
esac
"""
SPARE_KB = 20 * 1024  # icons, papers and dpkg's own lists


def scripts(names: Product, installed_kb: int) -> dict[str, str]:
    """The four scripts by the names dpkg calls them."""
    needed = installed_kb + SPARE_KB
    words = {
        "program": f"/opt/{names.name}/{names.name}",
        "version": names.version,
        "title": names.title,
        "name": names.name,
        "needed": needed,
        "needed_mb": needed // 1024 + 1,
    }
    running = RUNNING.format(**words)
    return {
        "preinst": HEAD + running + PREINST.format(**words),
        "prerm": HEAD + running + PRERM.format(**words),
        "postinst": "#!/bin/sh\nset -e\n" + REFRESH + POSTINST,
        "postrm": "#!/bin/sh\nset -e\n" + REFRESH + POSTRM.format(**words),
    }

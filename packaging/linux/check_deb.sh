#!/usr/bin/env bash
# Installs the Debian package in a clean Debian root and uses it as a person would: started by its desktop entry on a
# virtual display, a .hea opened by xdg-open, a picture taken of each, then upgraded, removed, and nothing left.
#
# Use (as root): packaging/linux/check_deb.sh OLD.deb NEW.deb OUT [SUITE [MIRROR]]
#   OUT gets started.png, opened.png and the log; the root is made in a temporary folder and deleted at the end
#   (KEEP_ROOT=1 keeps it). Needs debootstrap.
set -euo pipefail
old=$(realpath "$1"); new=$(realpath "$2"); mkdir -p "$3"; out=$(realpath "$3")
suite=${4:-bookworm}; mirror=${5:-http://deb.debian.org/debian}
repository=$(cd "$(dirname "$0")/../.." && pwd)
root=${CHECK_ROOT:-$(mktemp -d)/root}
person=/home/nurse
patience_s=${PATIENCE_S:-300}

say() { echo "check: $*"; }
fail() { say "FAILED: $*"; exit 1; }
in_root() { chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive "$@"; }
# As a person without rights, on the display, on a desktop that opens files with gio.
as_user() { in_root setpriv --reuid=1000 --regid=1000 --clear-groups env HOME=$person DISPLAY=:77 XDG_CURRENT_DESKTOP=GNOME "$@"; }
clean_up() {
  [ -z "${display:-}" ] || kill "$display" 2>/dev/null || true
  for process in $(find /proc -maxdepth 2 -name root -lname "$root" 2>/dev/null | cut -d/ -f3); do kill "$process" 2>/dev/null || true; done
  sleep 1
  umount "$root/proc" 2>/dev/null || true
  umount "$root/dev/shm" 2>/dev/null || true
  [ -n "${KEEP_ROOT:-}" ] || rm -rf "$root"
}
trap clean_up EXIT

# CHECK_ROOT names a root that is there already (made by mmdebstrap, say), or where one is to be made.
if [ ! -x "$root/usr/bin/apt-get" ]; then
  say "a clean $suite"
  debootstrap --variant=minbase --include=ca-certificates "$suite" "$root" "$mirror" >"$out/debootstrap.log"
fi
[ ! -d /etc/apt/apt.conf.d ] || cp -n /etc/apt/apt.conf.d/*proxy* "$root/etc/apt/apt.conf.d/" 2>/dev/null || true
mount -t proc proc "$root/proc"
mkdir -p "$root/dev/shm" && mount -t tmpfs tmpfs "$root/dev/shm"

say "what a desktop has: a display, xdg-utils, a bus, a tool for pictures"
in_root apt-get -q update >"$out/apt.log"
in_root apt-get -q -y install --no-install-recommends xvfb xauth xdg-utils shared-mime-info desktop-file-utils \
  libglib2.0-bin dbus xdotool imagemagick man-db >>"$out/apt.log"
in_root id nurse >/dev/null 2>&1 || in_root useradd -m -u 1000 nurse
list_files() { in_root find / -xdev \( -path /proc -o -path /tmp -o -path /home -o -path /var/lib/dpkg -o -path /var/cache -o -path /var/log -o -path /var/lib/apt \) -prune -o -print | sort; }
list_files >"$out/before.txt"

say "installing $(basename "$old") with its dependencies"
cp "$old" "$new" "$root/tmp/"
in_root apt-get -q -y install --no-install-recommends "/tmp/$(basename "$old")" >>"$out/apt.log"
in_root dpkg -s ecg-imn-desktop | grep -E '^(Status|Version|Installed-Size)'
in_root desktop-file-validate /usr/share/applications/ecg-imn-desktop.desktop
said=$(as_user ecg-imn --version) || fail "the command line does not start"
say "command line: $said"
in_root man -w ecg-imn-desktop ecg-imn >/dev/null || fail "a manual page is missing"
say "the manual pages are found"
# As the program starts it: its own libraries first.
libraries=/opt/ecg-imn-desktop/_internal
missing=$(in_root env LD_LIBRARY_PATH=$libraries ldd $libraries/PySide6/Qt/plugins/platforms/libqxcb.so | grep 'not found' || true)
[ -z "$missing" ] || fail "libraries that Qt's window plugin does not find: $missing"
say "Qt's window plugin finds all its libraries"
as_user ecg-imn self-test

in_root Xvfb :77 -screen 0 1600x900x24 >/dev/null 2>&1 & display=$!
sleep 3

# Waits until a window has a title that begins as told.
wait_for_window() {
  for _ in $(seq "$patience_s"); do
    as_user xdotool search --name "$1" >/dev/null 2>&1 && return 0
    sleep 1
  done
  say "no window '$1' came"; as_user xdotool search --name . getwindowname %@ || true
  cat "$root$person/.local/state/ecg-imn-desktop/log/desktop.log" || true
  return 1
}
# The picture is taken when the answer should be there.
picture() { sleep "${ANSWER_S:-30}"; as_user import -window root "/tmp/$1"; cp "$root/tmp/$1" "$out/$1"; say "picture: $1"; }

say "started by its desktop entry"
as_user dbus-run-session -- gio launch /usr/share/applications/ecg-imn-desktop.desktop &
wait_for_window '^anterior-mi'
picture started.png

say "a .hea opened by xdg-open, in the window that is there"
cp "$repository"/resources/examples/lbbb.* "$root$person/"; chown -R 1000:1000 "$root$person"
mime=$(as_user xdg-mime query filetype "$person/lbbb.hea"); say "type: $mime"; [ "$mime" = application/x-wfdb-header ] || fail "another type"
handler=$(as_user xdg-mime query default "$mime"); say "opened by: $handler"; [ "$handler" = ecg-imn-desktop.desktop ] || fail "another program"
as_user dbus-run-session -- xdg-open "$person/lbbb.hea"
wait_for_window '^lbbb'
windows=$(as_user xdotool search --onlyvisible --name 'ECG-IMN Desktop$' | wc -l)
[ "$windows" = 1 ] || fail "there are $windows windows"
say "there is one window"
picture opened.png
running() { find /proc -maxdepth 2 -name exe -lname "$root/opt/ecg-imn-desktop/*" 2>/dev/null | cut -d/ -f3; }
[ -n "$(running)" ] || fail "the program is not running any more"
# The window is gone before xdotool has let go of the key, of which it complains.
as_user xdotool search --onlyvisible --name '^lbbb' windowfocus key ctrl+q 2>/dev/null || true
for _ in $(seq 20); do [ -n "$(running)" ] || break; sleep 1; done
[ -z "$(running)" ] || fail "Ctrl+Q did not end the program"
say "Ctrl+Q ended the program"

say "upgrade to $(basename "$new")"
in_root apt-get -q -y install --no-install-recommends "/tmp/$(basename "$new")" >>"$out/apt.log"
in_root dpkg -s ecg-imn-desktop | grep -E '^Version'
as_user ecg-imn --version

say "removing"
in_root apt-get -q -y purge ecg-imn-desktop >>"$out/apt.log"
in_root apt-get -q -y autoremove --purge >>"$out/apt.log"
list_files >"$out/after.txt"
left=$(comm -13 "$out/before.txt" "$out/after.txt" | grep -i -E 'ecg-imn|wfdb|/opt/' || true)
if [ -n "$left" ]; then say "left behind:"; echo "$left"; exit 1; fi
! in_root grep -rqs ecg-imn /usr/share/applications /usr/share/mime /var/lib/dpkg/status || { say "a trace is left"; exit 1; }
[ -f "$root$person/.local/state/ecg-imn-desktop/log/desktop.log" ] || fail "the person's log went with the program"
say "what the person has is still there"
say "nothing is left of the program; others: $(comm -13 "$out/before.txt" "$out/after.txt" | wc -l) files of dependencies' caches"
say "all passed"

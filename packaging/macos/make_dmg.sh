#!/usr/bin/env bash
# Makes the disk image of an app: packaging/macos/make_dmg.sh "ECG-IMN Desktop.app" OUT.dmg
#
# Signs app and image where MACOS_SIGNING_IDENTITY names a certificate of the keychain, and has Apple notarise the image
# where NOTARY_PROFILE names stored credentials (xcrun notarytool store-credentials). Without them the app is signed ad
# hoc: it runs on the computer that made it, and elsewhere after a right click and "Open".
set -euo pipefail
app=$1; out=$2; here=$(cd "$(dirname "$0")" && pwd)
identity=${MACOS_SIGNING_IDENTITY:--}
options=(--force --deep --entitlements "$here/entitlements.plist" --sign "$identity")
[ "$identity" = - ] || options+=(--options runtime --timestamp)
codesign "${options[@]}" "$app"
codesign --verify --deep --strict "$app"

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
ditto "$app" "$folder/$(basename "$app")" # signatures may lie in extended attributes, which cp leaves behind
ln -s /Applications "$folder/Applications"
rm -f "$out"
hdiutil create -volname "$(basename "$app" .app)" -srcfolder "$folder" -format ULMO -ov "$out"

if [ "$identity" != - ]; then
  codesign --force --timestamp --sign "$identity" "$out"
  if [ -n "${NOTARY_PROFILE:-}" ]; then
    xcrun notarytool submit "$out" --keychain-profile "$NOTARY_PROFILE" --wait
    xcrun stapler staple "$out"
  fi
fi

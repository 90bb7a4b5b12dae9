#!/bin/sh
# Puts the program into the menu of the person who runs this, or takes it out again (--remove).
set -eu
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd -P)
data=${XDG_DATA_HOME:-$HOME/.local/share}
commands=$HOME/.local/bin
list=$data/mapper-for-commcare/installed-files

remove() {
    [ -f "$list" ] || return 0
    while IFS= read -r file; do rm -f -- "$file"; done <"$list"
    rm -f -- "$list"
    rmdir -- "$data/mapper-for-commcare" 2>/dev/null || true
}

refresh() {
    if command -v update-mime-database >/dev/null && [ -d "$data/mime/packages" ]; then
        update-mime-database "$data/mime" || true
    fi
    if command -v update-desktop-database >/dev/null && [ -d "$data/applications" ]; then
        update-desktop-database "$data/applications" || true
    fi
}

remove
if [ "${1:-}" = "--remove" ]; then
    refresh
    echo "Removed from the menu. The folder $here is as it was."
    exit 0
fi
mkdir -p -- "$(dirname -- "$list")" "$commands"
: >"$list"
(cd -- "$here/share" && find . -type f) | while IFS= read -r file; do
    target=$data/${file#./}
    mkdir -p -- "$(dirname -- "$target")"
    cp -- "$here/share/$file" "$target"
    printf '%s\n' "$target" >>"$list"
done
entry=$data/applications/org.mapper_for_commcare.Mapper.desktop
quoted=$(printf '%s' "$here" | sed 's/[\\&|]/\\&/g')
sed "s|^Exec=mapper-gui|Exec=\"$quoted/mapper-gui\"|; s|^TryExec=.*|TryExec=$quoted/mapper-gui|" \
    "$here/share/applications/org.mapper_for_commcare.Mapper.desktop" >"$entry"
for name in mapper-gui mapper; do
    ln -sfn -- "$here/$name" "$commands/$name"
    printf '%s\n' "$commands/$name" >>"$list"
done
refresh
echo "In the menu now. The commands are in $commands."

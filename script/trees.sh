# shellcheck shell=bash
#
# trees.sh -- trees of Debian's suites, to build and test in.
#
# Sourced by script/matrix and script/package.  The order of use is
#
#     make_tree NAME          debootstrap it into $trees/NAME, if it is not there
#     copy_project DIRECTORY  the files of the checkout
#     inside TREE COMMAND...  run a command as root of the tree
#
# A tree is kept for the next time.  It takes root, debootstrap and the network.

project=$(dirname "$(dirname "$(realpath "${BASH_SOURCE[0]}")")")
# shellcheck source=script/environment.sh
source "$project/script/environment.sh"
trees=${TREES:-/var/cache/smtpcode/trees}

die() {
    printf '%s: %s\n' "${0##*/}" "$*" >&2
    exit 1
}

need_trees() {
    ((EUID == 0)) || die "making trees takes root"
    type -P debootstrap >/dev/null || die "there is no debootstrap here: install it"
    mkdir -p "$trees"
    is_safe_directory "$trees" || die "others may write in $trees"
    # There are programs in there that run as root and get no updates.
    chmod 700 "$trees"
}

suite_of() {
    case $1 in
        i386) echo bookworm ;;
        bookworm | trixie | forky | sid) echo "$1" ;;
        *) die "no tree \"$1\"" ;;
    esac
}

architecture_of() {
    case $1 in
        i386) echo i386 ;;
        *) dpkg --print-architecture ;;
    esac
}

# Some kernels run no 32-bit code.  Then qemu does, from now on until the next start.
need_32_bits() {
    local formats=/proc/sys/fs/binfmt_misc program
    program=$(mktemp)
    # The smallest program of its kind: it exits with 0.
    base64 --decode >"$program" <<<f0VMRgEBAQAAAAAAAAAAAAIAAwABAAAAVIAECDQAAAAAAAAAAAAAADQAIAABAAAAAAAAAAEAAAAAAAAAAIAECACABAhbAAAAWwAAAAUAAAAAEAAAMcBAMdvNgA==
    chmod +x "$program"
    if ! "$program" 2>/dev/null; then
        type -P qemu-i386-static >/dev/null ||
            die "the kernel runs no 32-bit code, and there is no qemu-user-static here: install it"
        [[ -e $formats/register ]] || mount -t binfmt_misc binfmt_misc "$formats"
        # An ELF header of 32 bits, for an executable or a shared object, for the i386.
        printf '%s' ':smtpcode-i386:M::\x7fELF\x01\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\x03\x00' \
            ':\xff\xff\xff\xff\xff\xfe\xfe\xfc\xff\xff\xff\xff\xff\xff\xff\xff\xfe\xff\xff\xff' \
            ":$(type -P qemu-i386-static):F" >"$formats/register"
        "$program" || die "qemu does not run 32-bit code here"
    fi
    rm "$program"
}

# The mirror of this machine, else Debian's own.
mirror() {
    local found
    found=$(apt-get indextargets --format '$(SITE)' 'Created-By: Packages' | grep -m 1 debian) || true
    echo "${found:-http://deb.debian.org/debian}"
}

# Runs a command as root in a tree, in an empty environment and in namespaces that end
# with it: no process and no mount outlives it.  The tree becomes the root proper and not
# that of a mere chroot, where the tests could not make namespaces for the mail servers.
inside() {
    local tree=$1
    shift
    unshare --mount --pid --ipc --fork --kill-child bash -euc '
        tree=$1
        shift
        mount --bind "$tree" "$tree"
        cd "$tree"
        mount -t proc proc proc
        mount -t tmpfs -o mode=1777 tmpfs dev/shm
        pivot_root . mnt
        exec chroot . bash -euc "umount -l /mnt; exec \"\$@\"" bash "$@"
    ' bash "$tree" env -i HOME=/root DEBIAN_FRONTEND=noninteractive \
        PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "$@"
}

make_tree() {
    local name=$1 tree=$trees/$1 suite script
    [[ $name != i386 ]] || need_32_bits
    [[ ! -d $tree ]] || return 0
    suite=$(suite_of "$name")
    script=/usr/share/debootstrap/scripts/$suite
    [[ -e $script ]] || script=/usr/share/debootstrap/scripts/sid
    rm -rf "$tree.new"
    debootstrap --variant=minbase --arch="$(architecture_of "$name")" --include=ca-certificates \
        "$suite" "$tree.new" "$(mirror)" "$script" || return
    # What experimental and a snapshot of a mirror have may be old.
    echo 'Acquire::Check-Valid-Until "false";' >"$tree.new/etc/apt/apt.conf.d/90smtpcode"
    cp /etc/resolv.conf /etc/hosts "$tree.new/etc/"
    mkdir -p "$tree.new/dev/shm" "$tree.new/root/smtpcode"
    if [[ $name == sid ]]; then
        echo "deb $(mirror) experimental main" >>"$tree.new/etc/apt/sources.list"
        install_19 "$tree.new" || return
    fi
    mv "$tree.new" "$tree"
}

# script/setup installs what is missing; it cannot know of experimental.
install_19() {
    printf '#!/bin/sh\nexit 101\n' >"$1/usr/sbin/policy-rc.d"
    chmod 755 "$1/usr/sbin/policy-rc.d"
    mkdir -p "$1/etc/postgresql-common"
    echo 'create_main_cluster = false' >"$1/etc/postgresql-common/createcluster.conf"
    inside "$1" apt-get update &&
        inside "$1" apt-get install -y --no-install-recommends postgresql-19/experimental \
            postgresql-client-19/experimental postgresql-server-dev-19/experimental \
            libpq5/experimental libpq-dev/experimental
}

# The files of the checkout, without what git ignores.
copy_project() {
    local file
    rm -rf "$1"
    mkdir -p "$1"
    git -C "$project" -c safe.directory='*' ls-files -z --cached --others --exclude-standard |
        while IFS= read -r -d '' file; do
            [[ ! -e $project/$file ]] || printf '%s\0' "$file"
        done | tar -C "$project" --null --no-recursion -T - -cf - | tar -C "$1" -xf -
}

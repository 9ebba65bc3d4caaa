# shellcheck shell=bash
#
# lib.sh -- a throw-away PostgreSQL server with the extension in it.
#
# Sourced by script/setup, script/test and script/demo.  The order of use is
#
#     prepare         choose a PostgreSQL, make $top, copy the project into it
#     project_make    run make in that copy
#     install_all     copy the server into $root and install the extension there
#     start_server    from here on "as_user psql" reaches it
#
# Everything lives in $top, a temporary directory that is gone, with every
# server in it, when the script ends.  Nothing is written to the checkout or to
# the system's PostgreSQL, and any number of runs may go on at the same time.
#
# The server trusts whoever reaches its socket, and lets him run programs.  So no
# other user may enter $top, and root and the server's user keep apart in there:
#
#     $root           is that user's alone.  Root neither reads nor writes there but as
#                     him (as_user): a name could be a link to another file by now.
#     $private        is of whoever has called the script, who writes nowhere else.
#                     It is not in his PATH that the server's programs come first.

oldest_major=15
project=$(dirname "$(dirname "$(realpath "${BASH_SOURCE[0]}")")")
top=
root=
private=
# shellcheck source=script/environment.sh
source "$project/script/environment.sh"

die() {
    printf '%s: %s\n' "${0##*/}" "$*" >&2
    exit 1
}

# What takes a while says so.
step() {
    printf '%s ...\n' "$1"
}

# Runs a command, the output of which matters only if it fails.
quietly() {
    local output
    output=$("$@" 2>&1) || {
        printf '%s\n' "$output" >&2
        return 1
    }
}

as_root() {
    if ((EUID == 0)); then
        "$@"
    else
        sudo "$@"
    fi
}

apt_get() {
    as_root env DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 \
        apt-get -o DPkg::Lock::Timeout=300 "$@"
}

# ---------------------------------------------------------------- PostgreSQL

# The major versions with a server on this machine, newest first.
installed_majors() {
    local server major
    for server in /usr/lib/postgresql/*/bin/postgres; do
        major=${server#/usr/lib/postgresql/}
        major=${major%%[!0-9]*}
        ((${major:-0} < oldest_major)) || echo "$major"
    done | sort -rn
}

# Does this pg_config stand for a server to run and all it takes to build and
# test an extension for it?  Debian puts these in three packages.
is_complete() {
    local pgxs
    pgxs=$("$1" --pgxs 2>/dev/null) || return 1
    [[ -x $("$1" --bindir)/postgres ]] &&
        [[ -e $("$1" --includedir-server)/postgres.h ]] &&
        [[ -x ${pgxs%/makefiles/*}/test/isolation/isolationtester ]] &&
        [[ -e ${pgxs%/makefiles/*}/test/perl/PostgreSQL/Test/Cluster.pm ]]
}

# Prints the path of the pg_config to use: $PG_CONFIG, else that of version
# $PG_MAJOR, else that of the newest version that is complete.
find_pg_config() {
    local major candidate
    if [[ -n ${PG_CONFIG:-} ]]; then
        candidate=$(type -P "$PG_CONFIG") && is_complete "$candidate" &&
            realpath --no-symlinks "$candidate"
        return
    fi
    for major in ${PG_MAJOR:-$(installed_majors)}; do
        candidate=/usr/lib/postgresql/$major/bin/pg_config
        if is_complete "$candidate"; then
            echo "$candidate"
            return
        fi
    done
    return 1
}

# -------------------------------------------------------- the temporary $top

# PostgreSQL refuses to run as root.
server_user() {
    if ((EUID != 0)); then
        id -un
    elif id -u postgres >/dev/null 2>&1; then
        echo postgres
    else
        echo nobody
    fi
}

# Runs a command (no shell function) as that user, in the copy of the project:
# he may be unable to enter the directory we were called from.  A path that is
# not the system's is his to write, so it is in no PATH but his.
as_user() {
    local command=("$@")
    [[ -z $root ]] ||
        command=(env -C "$root/project" HOME="$root/home" TMPDIR="$root/tmp"
            PATH="$root$bindir:$PATH" "$@")
    ((EUID != 0)) ||
        command=(setpriv --reuid="$user" --regid="$(id -g "$user")" --clear-groups
            -- "${command[@]}")
    "${command[@]}"
}

prepare() {
    pg_config=$(find_pg_config) ||
        die "no PostgreSQL $oldest_major or newer to build with; script/setup installs one"
    bindir=$("$pg_config" --bindir)
    user=$(server_user)
    make_root
    copy_project
}

# The path of a Unix socket has at most 107 bytes.  The tests' own servers make
# theirs in $TMPDIR/xxxxxxxxxx/, so we and they need 53 of these after $TMPDIR.  And
# PostgreSQL's makefiles cannot do with a blank in a path.
make_root() {
    local base=$TMPDIR
    if [[ ! $base =~ ^/[[:alnum:]/._-]{0,52}$ ]] || ! as_user test -x "$base"; then
        base=/tmp
    fi
    # A script that has an EXIT trap of its own calls clean_up in it.
    [[ -n $(trap -p EXIT) ]] || trap clean_up EXIT
    trap 'exit 129' HUP
    trap 'exit 130' INT
    trap 'exit 143' TERM
    top=$(mktemp -d "$base/smtpcode.XXXXXX")
    mkdir -m 700 "$top/private" "$top/server"
    if ((EUID == 0)); then
        chgrp "$(id -g "$user")" "$top"
        chmod 710 "$top"
        chown "$user": "$top/server"
    fi
    as_user mkdir "$top"/server/{project,home,tmp}
    # shellcheck disable=SC2034 # for those who source this
    private=$top/private
    root=$top/server
}

clean_up() {
    trap '' HUP INT TERM
    set +e # whatever fails, go on
    if [[ -n $top ]]; then
        [[ -z $root ]] || stop_all
        rm -rf "$top" # follows no link
        top=
        root=
    fi
}

# A signal to the script does not reach the tests it is waiting for.  They are
# the processes that work in the copy of the project.  The servers are ours, and
# those of tests that were killed.
stop_all() {
    # shellcheck disable=SC2016 # for the shell of the server's user to expand
    as_user bash -c '
        cd /
        for signal in TERM KILL; do
            mapfile -t processes < <(
                find /proc -maxdepth 2 -name cwd -lname "$1/project" | cut -d / -f 3
            )
            ((${#processes[@]} > 0)) || break
            kill "-$signal" "${processes[@]}"
            sleep 2
        done
        find "$1" -name postmaster.pid | while IFS= read -r file; do
            pg_ctl -D "${file%/*}" -m immediate -w stop
        done
    ' bash "$root" >/dev/null 2>&1
}

# Built in the checkout, the extension would leave files there, and the checkout
# may be out of the user's reach.  The archive is unpacked by him, hence his.
copy_project() {
    project_files | tar -C "$project" --null --no-recursion -T - -cf - |
        as_user tar -xf -
}

# The names, each ended by a NUL, of the files that make up the project.
project_files() {
    local file
    if [[ -e $project/.git ]] && type -P git >/dev/null; then
        # The owner of the checkout is often someone else, in CI for example.
        git -C "$project" -c safe.directory='*' \
            ls-files -z --cached --others --exclude-standard
    else
        find "$project" -name .git -prune -o -name results -prune \
            -o -name 'tmp_check*' -prune -o ! -type d ! -name '*.o' ! -name '*.bc' \
            ! -name '*.so' ! -name 'regression.*' -printf '%P\0'
    fi | while IFS= read -r -d '' file; do
        # git also names files that are deleted but not yet committed as such.
        [[ ! -e $project/$file ]] || printf '%s\0' "$file"
    done
}

# ------------------------------------------------ the extension and a server

project_make() {
    as_user make --silent --no-print-directory PG_CONFIG="$pg_config" "$@"
}

# A PostgreSQL finds its files relative to its own binary.  So a copy that keeps
# the layout is a server of its own, with our extension and without touching the
# system's.
install_all() {
    quietly as_user cp -R --parents "$bindir" "$("$pg_config" --pkglibdir)" \
        "$("$pg_config" --sharedir)" "$root"
    quietly project_make "$@" DESTDIR="$root" install
}

# No TCP, only a socket in $root: the port is the same for all and never taken.
start_server() {
    quietly as_user initdb -D "$root/data" -U postgres -A trust -N --no-locale -E UTF8
    as_user tee -a "$root/data/postgresql.conf" >/dev/null <<-CONF
	listen_addresses = ''
	unix_socket_directories = '$root'
	fsync = off
	CONF
    quietly as_user pg_ctl -D "$root/data" -l "$root/server.log" -w start ||
        die "the server does not start: $(server_log)"
    export PGHOST=$root PGPORT=5432 PGUSER=postgres
}

server_log() {
    as_user cat "$root/server.log"
}

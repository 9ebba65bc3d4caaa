# shellcheck shell=bash
#
# environment.sh -- the same environment for our commands, whoever calls them.
#
# Sourced by every script but script/dashboard, which is for the database that its
# caller's environment names.

set +o posix

# What a caller may choose: where to work, what to test, the way to the network.
for variable in $(compgen -e); do
    case $variable in
        PATH | HOME | TMPDIR | PG_CONFIG | PG_MAJOR | SMTPCODE_MTA | TREES | CHECKED | CHROMIUM) ;;
        *_proxy | *_PROXY | SSL_CERT_* | CURL_CA_BUNDLE | NODE_EXTRA_CA_CERTS | npm_config_*) ;;
        SUDO_ASKPASS | XDG_CACHE_HOME | PWD) ;;
        *) unset "$variable" 2>/dev/null || true ;; # some are bash's own
    esac
done
unset variable

# PostgreSQL's test modules drop LC_ALL, so it is LANG that says how texts are encoded.
export LANG=C.UTF-8 TZ=UTC TERM=dumb
export HOME=${HOME:-/nonexistent} PATH=${PATH:-/usr/local/bin:/usr/bin:/bin}
[[ :$PATH: == *:/usr/sbin:* ]] || PATH+=:/usr/sbin:/sbin
umask 022
exec </dev/null

# In a directory that belongs to somebody else, or in which others may rename what they
# do not own, nobody is safe from them.  The same goes for the directories above it.
is_safe_directory() {
    local directory owner mode
    directory=$(realpath -e -- "$1" 2>/dev/null) && [[ -d $directory && -w $directory && -x $directory ]] ||
        return
    while true; do
        read -r owner mode < <(stat -c '%u %a' -- "$directory")
        ((owner == 0 || owner == EUID)) || return
        (((8#$mode & 8#22) == 0 || (8#$mode & 8#1000) != 0)) || return
        [[ $directory != / ]] || return 0
        directory=$(dirname -- "$directory")
    done
}

if [[ -n ${TMPDIR:-} ]] && ! is_safe_directory "$TMPDIR"; then
    printf '%s: others may write in TMPDIR=%s, or we may not: working in /tmp\n' "${0##*/}" "$TMPDIR" >&2
    unset TMPDIR
fi
export TMPDIR=${TMPDIR:-/tmp}

# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
# bash completion of mmm_control: commands and their options; hosts, roles and addresses of the cluster that
# answers, in words of the command line's own @NAME. Without a cluster only what is fixed.

# The picture of the cluster, within a second or not at all.
_mmm_control_show() {
    timeout 1 "${COMP_WORDS[0]}" ${_mmm_control_name:+"$_mmm_control_name"} show 2>/dev/null
}

_mmm_control_hosts() {
    _mmm_control_show | sed -n 's/^  \([^(]*\)(.*/\1/p'
}

_mmm_control_roles() {
    _mmm_control_show | sed -n 's/^  .*Roles: //p' | tr ',' '\n' | sed -n 's/^ *\([^(]*\)(.*/\1/p' | sort -u
}

_mmm_control_addresses() {
    _mmm_control_show | sed -n 's/^  .*Roles: //p' | tr ',' '\n' | sed -n 's/.*(\(.*\)).*/\1/p' | sort -u
}

# What may follow a command and the words after it.
_mmm_control_next() {
    local command=$1
    shift
    case $command:$# in
    show:0) echo "--json --watch" ;;
    set_online:0 | set_offline:0 | why:0) _mmm_control_hosts ;;
    checks:0) echo "all --json"; _mmm_control_hosts ;;
    checks:1)
        if [ "$1" = --json ]; then
            echo all; _mmm_control_hosts
        else
            echo "all ping mysql rep_threads rep_backlog"
        fi ;;
    checks:2) [ "$1" != --json ] || echo "all ping mysql rep_threads rep_backlog" ;;
    move_role:0) echo "--force --now"; _mmm_control_roles ;;
    move_role:1)
        case $1 in
        --force | --now) _mmm_control_roles ;;
        *) _mmm_control_hosts ;;
        esac ;;
    move_role:2) case $1 in --force | --now) _mmm_control_hosts ;; esac ;;
    set_ip:0) _mmm_control_addresses ;;
    set_ip:1) _mmm_control_hosts ;;
    plan:0) echo move_role ;;
    plan:1) _mmm_control_roles ;;
    plan:2) _mmm_control_hosts ;;
    promote:0) echo --accept-loss; _mmm_control_hosts ;;
    promote:1) [ "$1" != --accept-loss ] || _mmm_control_hosts ;;
    history:*) case ${*: -1} in --last) ;; *) echo "--last --json" ;; esac ;;
    esac
}

_mmm_control() {
    local current=${COMP_WORDS[COMP_CWORD]} _mmm_control_name='' words=() word
    for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
        case $word in
        @*) _mmm_control_name=$word ;;
        --strict) ;;
        *) words+=("$word") ;;
        esac
    done
    local choices
    if [ ${#words[@]} -eq 0 ]; then
        choices="help ping show checks set_online set_offline mode set_active set_manual set_passive move_role set_ip
            why plan history promote --strict --version"
    else
        choices=$(_mmm_control_next "${words[@]}")
    fi
    mapfile -t COMPREPLY < <(compgen -W "$choices" -- "$current")
}

complete -F _mmm_control mmm_control

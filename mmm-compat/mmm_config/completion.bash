# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
# Completion of mmm_config for bash.
_mmm_config()
{
    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}
    local command=${COMP_WORDS[1]} options="" series
    series="mysql-5.6 mysql-5.7 mysql-8.0 mysql-8.4 mysql-9.7 mariadb-10.5 mariadb-10.11 mariadb-11.8 mariadb-12.0"
    COMPREPLY=()
    case $before in
        --config-dir) mapfile -t COMPREPLY < <(compgen -d -- "$word"); return ;;
        --output) mapfile -t COMPREPLY < <(compgen -f -- "$word"); return ;;
        --server) mapfile -t COMPREPLY < <(compgen -W "$series" -- "$word"); return ;;
        --cluster | --from | --agent-user | --replication-user | --monitor-user) return ;;
    esac
    if ((COMP_CWORD == 1)); then
        options="check pcs crmsh cib diff apply credentials grants directives help --version"
    else
        case $command in
            check) mapfile -t COMPREPLY < <(compgen -f -- "$word"); return ;;
            pcs | crmsh | cib | diff) options="--config-dir --cluster" ;;
            apply) options="--config-dir --cluster --yes --fencing-later" ;;
            credentials) options="--config-dir --cluster --output" ;;
            grants) options="--server --agent-user --replication-user --monitor-user --from --existing --table" ;;
        esac
    fi
    mapfile -t COMPREPLY < <(compgen -W "$options" -- "$word")
}
complete -o filenames -F _mmm_config mmm_config

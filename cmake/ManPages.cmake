# SPDX-License-Identifier: GPL-2.0-or-later
# Man pages: of each agent from its own metadata, of the commands from docs/man. A tool that is not
# installed costs its pages, never the build.
find_program(MMM_XSLTPROC xsltproc)
find_program(MMM_SCDOC scdoc)
set(MMM_MAN_DIR ${PROJECT_BINARY_DIR}/man)
file(MAKE_DIRECTORY ${MMM_MAN_DIR})

# A page made by a shell pipeline: $1 stands for the page.
function(mmm_man_page page section pipeline)
    cmake_parse_arguments(PAGE "" "" "ARGUMENTS;DEPENDS" ${ARGN})
    set(file ${MMM_MAN_DIR}/${page}.${section})
    add_custom_command(OUTPUT ${file}
        COMMAND sh -c "set -e; ${pipeline}" ${page} ${file} ${PAGE_ARGUMENTS}
        DEPENDS ${PAGE_DEPENDS} COMMENT "Making ${page}.${section}" VERBATIM)
    add_custom_target(man_${page} ALL DEPENDS ${file})
    add_dependencies(programs man_${page})
    install(FILES ${file} DESTINATION ${CMAKE_INSTALL_MANDIR}/man${section})
endfunction()

set(OCF_TO_MAN ${PROJECT_SOURCE_DIR}/docs/man/ocf2man.xsl)
get_property(agents GLOBAL PROPERTY MMM_AGENTS)
foreach(agent ${agents})
    if(MMM_XSLTPROC)
        mmm_man_page(ocf_${MMM_OCF_PROVIDER}_${agent} 7
            [[ "$2" meta-data >"$1.xml"; "$3" --novalid --nonet -o "$1" "$4" "$1.xml" ]]
            ARGUMENTS $<TARGET_FILE:ocf_${agent}> ${MMM_XSLTPROC} ${OCF_TO_MAN}
            DEPENDS ocf_${agent} ${OCF_TO_MAN})
    else()
        message(WARNING "xsltproc is not installed: no man page of ocf:${MMM_OCF_PROVIDER}:${agent}")
    endif()
endforeach()

foreach(program mmm_control mmm_config mmm_mond mmm_agentx mmm_alert mmm_metrics)
    if(MMM_SCDOC)
        set(page ${PROJECT_SOURCE_DIR}/docs/man/${program}.8.scd)
        mmm_man_page(${program} 8 [["$2" <"$3" >"$1"]]
            ARGUMENTS ${MMM_SCDOC} ${page} DEPENDS ${page})
    else()
        message(WARNING "scdoc is not installed: no man page of ${program}")
    endif()
endforeach()

if(MMM_XSLTPROC)
    set(FENCE_TO_MAN ${PROJECT_SOURCE_DIR}/docs/man/fence2man.xsl)
    mmm_man_page(fence_mmm 8
        [["$2" --action=metadata >"$1.xml"; "$3" --novalid --nonet -o "$1" "$4" "$1.xml"]]
        ARGUMENTS $<TARGET_FILE:fence_mmm> ${MMM_XSLTPROC} ${FENCE_TO_MAN}
        DEPENDS fence_mmm ${FENCE_TO_MAN} ${OCF_TO_MAN})
endif()

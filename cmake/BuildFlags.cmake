# SPDX-License-Identifier: GPL-2.0-or-later
# Flags of our own code, as one target to link. Optimisation and hardening come from the caller
# (dpkg-buildflags, %optflags); -Werror stands in the dev preset only, so that a newer compiler
# never breaks a user's build.
add_library(mmm_build_flags INTERFACE)
target_compile_features(mmm_build_flags INTERFACE cxx_std_20)
target_compile_definitions(mmm_build_flags INTERFACE _GLIBCXX_ASSERTIONS)
# Without -Wnull-dereference: optimised, g++ 12 sees some in its own library.
target_compile_options(mmm_build_flags INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wold-style-cast
    -Wnon-virtual-dtor -Woverloaded-virtual -Wswitch-enum -Wundef)
target_include_directories(mmm_build_flags INTERFACE ${PROJECT_SOURCE_DIR})
set(CMAKE_CXX_EXTENSIONS OFF)

# Of the preset "asan": tests/run reads what the sanitizers wrote into this folder. A source of each program, as
# out of a library the linker would take the sanitizer's own empty default first.
set(MMM_SANITIZER_REPORTS "" CACHE PATH "Folder for the sanitizers' reports; the flags themselves are the caller's")
if(MMM_SANITIZER_REPORTS)
    file(MAKE_DIRECTORY ${MMM_SANITIZER_REPORTS})
    set(options ${PROJECT_BINARY_DIR}/sanitizer_options.cpp)
    configure_file(${PROJECT_SOURCE_DIR}/tests/sanitize/options.cpp.in ${options} @ONLY)
    target_sources(mmm_build_flags INTERFACE $<$<STREQUAL:$<TARGET_PROPERTY:TYPE>,EXECUTABLE>:${options}>)
endif()

# One internal library: static, never installed, so that a package upgrade under a running cluster
# replaces each program at once and no agent can meet an older library.
function(mmm_library name)
    add_library(${name} STATIC ${ARGN})
    target_link_libraries(${name} PUBLIC mmm_build_flags)
endfunction()

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

# One internal library: static, never installed, so that a package upgrade under a running cluster
# replaces each program at once and no agent can meet an older library.
function(mmm_library name)
    add_library(${name} STATIC ${ARGN})
    target_link_libraries(${name} PUBLIC mmm_build_flags)
endfunction()

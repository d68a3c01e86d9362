# SPDX-License-Identifier: GPL-2.0-or-later
# Each C library is linked by the one internal library that wraps it.
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
find_package(LibXml2 REQUIRED)
# The command line of mmm_config; headers only.
find_package(CLI11 2.1 REQUIRED)
pkg_check_modules(NL REQUIRED IMPORTED_TARGET libnl-3.0)
pkg_check_modules(QB REQUIRED IMPORTED_TARGET libqb)
pkg_check_modules(QUORUM REQUIRED IMPORTED_TARGET libquorum)

# Without netsnmpmibs, which has snmpd's own modules, and what netsnmp-agent.pc names with it.
pkg_check_modules(NETSNMP REQUIRED IMPORTED_TARGET netsnmp)
find_library(MMM_NETSNMP_AGENT netsnmpagent REQUIRED)
add_library(mmm_netsnmp_agent INTERFACE)
target_link_libraries(mmm_netsnmp_agent INTERFACE ${MMM_NETSNMP_AGENT} PkgConfig::NETSNMP)

# MariaDB Connector/C reaches every server of both families; MySQL's own client works as well:
# cmake -DMMM_MYSQL_CLIENT=mysqlclient
set(MMM_MYSQL_CLIENT libmariadb CACHE STRING "pkg-config module of the client library: libmariadb or mysqlclient")
pkg_check_modules(MYSQL_CLIENT REQUIRED IMPORTED_TARGET ${MMM_MYSQL_CLIENT})

# SPDX-License-Identifier: GPL-2.0-or-later
include(GNUInstallDirs)

# Pacemaker looks for agents below /usr/lib/ocf on every architecture, whatever the library
# directory or the installation prefix is.
set(OCF_ROOT_DIR /usr/lib/ocf CACHE PATH "OCF root directory of the cluster stack")
set(MMM_OCF_PROVIDER mmm)
set(MMM_OCF_AGENT_DIR ${OCF_ROOT_DIR}/resource.d/${MMM_OCF_PROVIDER})

# Where the distribution installs the server that the agent starts by default.
set(MMM_DEFAULT_MYSQLD /usr/sbin/mysqld CACHE FILEPATH "default of the parameter binary of ocf:mmm:mysql")

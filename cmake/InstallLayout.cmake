# SPDX-License-Identifier: GPL-2.0-or-later
include(GNUInstallDirs)

# Pacemaker looks for agents below /usr/lib/ocf on every architecture, whatever the library
# directory or the installation prefix is.
set(OCF_ROOT_DIR /usr/lib/ocf CACHE PATH "OCF root directory of the cluster stack")
set(MMM_OCF_PROVIDER mmm)
set(MMM_OCF_AGENT_DIR ${OCF_ROOT_DIR}/resource.d/${MMM_OCF_PROVIDER})

# Programs that nobody calls by hand. Agents find them by the way from their own folder to this one.
set(MMM_LIBEXEC_DIR /usr/lib/mmm-ha CACHE PATH "Folder of programs that only other programs start")

# Where the distribution installs the server that the agent starts by default.
set(MMM_DEFAULT_MYSQLD /usr/sbin/mysqld CACHE FILEPATH "default of the parameter binary of ocf:mmm:mysql")

// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// The least of an HTTP server: one page, one request at a time.
#pragma once

#include "lib/base/result.h"

#include <functional>
#include <string>

namespace mmm::monitoring {

/// Serves what `page` gives at /metrics of a numeric address, until the process is ended. A client
/// has two seconds. Errors: it could not listen.
Result<>
serve_metrics(const std::string& address, unsigned port, const std::function<std::string()>& page);

} // namespace mmm::monitoring

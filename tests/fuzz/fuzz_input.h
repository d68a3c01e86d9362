// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// What every fuzz target needs: libFuzzer's function, its bytes as text, and a check that stops.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <string_view>
#include <utility>

// libFuzzer's name.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace mmm::fuzz {

inline void require(bool held)
{
    if (!held) {
        std::abort();
    }
}

inline std::string_view text_of(std::span<const std::uint8_t> bytes)
{
    // NOLINTNEXTLINE(*-reinterpret-cast): bytes are characters here
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// The text up to the first separator, and what follows it.
inline std::pair<std::string_view, std::string_view> halves(std::string_view text, char separator)
{
    const auto at = text.find(separator);
    return at == std::string_view::npos ? std::pair{text, std::string_view{}}
                                        : std::pair{text.substr(0, at), text.substr(at + 1)};
}

/// Chooses one of several parsers by the first byte, and gives them the rest.
inline std::pair<unsigned, std::span<const std::uint8_t>>
choice_of(const std::uint8_t* data, std::size_t size)
{
    const std::span bytes(data, size);
    return bytes.empty() ? std::pair{0U, bytes} : std::pair{unsigned{bytes[0]}, bytes.subspan(1)};
}

} // namespace mmm::fuzz

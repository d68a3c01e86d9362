// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Failure as a value. The names follow std::expected, which neither g++ 12 nor clang 14 offers in
// C++20.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace mmm {

/// Kinds of failure. Only ocf-agent/runtime/exit_code.h knows which OCF code belongs to each.
enum class Errc {
    bad_parameter,    ///< wrong wherever it is used: a value no host could accept
    bad_on_this_host, ///< unusable here, another host may accept it
    missing_software, ///< a program that is needed is not installed here
    no_permission,    ///< the operating system refused
    unsupported,      ///< asked for something that does not exist in this version
    unreachable,      ///< no connection
    timeout,          ///< the deadline passed
    access_denied,    ///< the server refused the account
    query_failed,     ///< the server refused a statement
    tool_failed,      ///< a program that was called failed
    malformed_input,  ///< input that cannot be understood
    conflict,         ///< somebody else holds what was asked for
    refused,          ///< it could be done, but not safely
    internal          ///< a broken assumption of our own
};

/// A failure: its kind and one line, lower-case, without a full stop and without secrets.
struct Error {
    Errc code = Errc::internal;
    std::string message;

    /// Puts what was being done in front: "<what>: <message>".
    [[nodiscard]] Error during(std::string_view what) &&
    {
        return Error{code, std::string(what) + ": " + message};
    }
};

/// The value of an operation, or why there is none.
template<typename T = std::monostate>
class [[nodiscard]] Result {
public:
    using value_type = T;

    Result() requires std::default_initializable<T> : state_(T{}) {}

    Result(T value) // NOLINT(google-explicit-constructor): "return value;" is the point
        : state_(std::in_place_index<0>, std::move(value))
    {
    }

    Result(Error error) // NOLINT(google-explicit-constructor): "return Error{...};" is the point
        : state_(std::in_place_index<1>, std::move(error))
    {
    }

    [[nodiscard]] bool has_value() const { return state_.index() == 0; }

    explicit operator bool() const { return has_value(); }

    T& operator*() & { return std::get<0>(state_); }

    const T& operator*() const& { return std::get<0>(state_); }

    T&& operator*() && { return std::get<0>(std::move(state_)); }

    T* operator->() { return &std::get<0>(state_); }

    const T* operator->() const { return &std::get<0>(state_); }

    /// The value, or `fallback` where a failure does not matter.
    [[nodiscard]] T value_or(T fallback) const&
    {
        return has_value() ? **this : std::move(fallback);
    }

    [[nodiscard]] const Error& error() const& { return std::get<1>(state_); }

    [[nodiscard]] Error&& error() && { return std::get<1>(std::move(state_)); }

private:
    std::variant<T, Error> state_;
};

} // namespace mmm

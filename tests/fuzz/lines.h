#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tidings::fuzz {

// Inputs are texts that people can read and write as seeds. Takes the first line off `rest`, without its end.
inline std::string_view take_line(std::string_view& rest) {
    const auto end = rest.find('\n');
    const auto line = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    return line;
}

// Takes lines of "name: value" off `rest`, and the empty line behind them.
inline std::vector<std::pair<std::string, std::string>> take_headers(std::string_view& rest) {
    std::vector<std::pair<std::string, std::string>> headers;
    while (true) {
        const auto line = take_line(rest);
        if (line.empty()) return headers;
        const auto colon = line.find(": ");
        if (colon != std::string_view::npos)
            headers.emplace_back(line.substr(0, colon), line.substr(colon + 2));
    }
}

}  // namespace tidings::fuzz

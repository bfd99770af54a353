#pragma once

#include <string>

namespace tidings::http {

// Empties `text` and frees its memory, which an assignment of an empty one would keep.
inline void give_back(std::string& text) {
    std::string().swap(text);
}

}  // namespace tidings::http

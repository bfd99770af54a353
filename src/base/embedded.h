#pragma once

#include <string_view>

namespace tidings {

// A file inside the program; cmake/embed.cmake makes lists of them. Paths are relative to the embedded
// folder, with slashes, and lists are sorted by path. Both views last as long as the program.
struct EmbeddedFile {
    std::string_view path;
    std::string_view bytes;
};

}  // namespace tidings

#include "app/read_file.h"

#include <fstream>
#include <sstream>

#include "base/log_format.h"

namespace tidings::app {

Result<std::string> read_file(const std::string& path) {
    std::ostringstream text;
    std::ifstream file(path, std::ios::binary);
    // A folder opens and then fails to be read; an empty file fails to be copied and is no failure.
    if (file && file.peek() != std::ifstream::traits_type::eof()) text << file.rdbuf();
    if (file.is_open() && !file.bad()) return text.str();
    std::string message = "cannot read the file ";
    log::append_quoted(path, message);
    return not_found(std::move(message));
}

}  // namespace tidings::app

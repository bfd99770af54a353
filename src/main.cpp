#include <cerrno>
#include <exception>
#include <iostream>
#include <new>

#include <fcntl.h>
#include <unistd.h>

#include "app/cli.h"

namespace {

// The number of a standard stream that is closed goes to whatever is opened next, and what is printed would
// be written into that. So it is taken, by what can be neither read nor written, as before.
void take_closed_streams() {
    for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
        const bool closed = fcntl(stream, F_GETFD) == -1 && errno == EBADF;
        if (closed) open("/dev/null", stream == STDIN_FILENO ? O_WRONLY : O_RDONLY);
    }
}

}  // namespace

int main(int count, char** arguments) {
    take_closed_streams();
    std::map<std::string, std::string> environment;
    for (char** variable = environ; *variable != nullptr; ++variable) {
        const std::string_view text(*variable);
        const std::size_t equals = text.find('=');
        if (equals != std::string_view::npos)
            environment.emplace(text.substr(0, equals), text.substr(equals + 1));
    }
    const tidings::app::Start start{{arguments + 1, arguments + count},
                                    std::move(environment),
                                    std::cout,
                                    std::cerr,
                                    tidings::app::Style::of(STDOUT_FILENO)};
    try {
        return tidings::app::run_command_line(start, tidings::app::all_commands());
    } catch (const std::bad_alloc&) {
        std::cerr << "tidings: there is not enough memory\n";
        return 1;
    } catch (const std::exception& e) {  // a bug; the other threads have catches of their own
        std::cerr << "tidings: a fault of this program: " << e.what() << '\n';
        return 1;
    }
}

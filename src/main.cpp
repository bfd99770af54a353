#include <exception>
#include <iostream>

#include <unistd.h>

#include "app/cli.h"

int main(int count, char** arguments) {
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
    } catch (const std::exception& e) {  // a bug; the other threads have catches of their own
        std::cerr << "tidings: a fault of this program: " << e.what() << '\n';
        return 1;
    }
}

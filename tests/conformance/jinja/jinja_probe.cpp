// Reads cases as JSON, one a line with its "context", and prints for each what it gives; see jinja_case.h.
// The peer of tests/conformance/jinja/differential.

#include <iostream>
#include <string>

#include "base/json.h"
#include "jinja_case.h"

int main() {
    using namespace tidings;
    std::ios::sync_with_stdio(false);
    for (std::string line; std::getline(std::cin, line);) {
        const auto test_case = json::read(line);
        if (!test_case) {
            std::cerr << "jinja_probe: " << test_case.error().message << '\n';
            return 1;
        }
        const json::object& object = test_case->as_object();
        std::cout << json::write(jinja::result_of(object, object.at("context").as_object())) << std::endl;
    }
}

#include "jinja/syntax/lexer.h"

namespace tidings::jinja {

std::string_view Token::describe() const {
    switch (type) {
        case Type::data:
            return "template data / text";
        case Type::variable_begin:
            return "begin of print statement";
        case Type::variable_end:
            return "end of print statement";
        case Type::block_begin:
            return "begin of statement block";
        case Type::block_end:
            return "end of statement block";
        case Type::string:
            return "string";
        case Type::integer:
            return "integer";
        case Type::real:
            return "float";
        case Type::end:
            return "end of template";
        default:
            return text;
    }
}

}  // namespace tidings::jinja

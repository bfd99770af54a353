#include <algorithm>
#include <charconv>
#include <cstdlib>

#include "jinja/failure.h"
#include "jinja/syntax/parser.h"
#include "jinja/text/python_text.h"
#include "jinja/values/big_integer.h"

namespace tidings::jinja {

using Type = Token::Type;

Parser::Nesting::Nesting(Parser& parser) : parser_(parser) {
    if (++parser_.depth_ <= kParseDepthMax) return;
    --parser_.depth_;  // the destructor does not run
    syntax_error("the template is nested too deeply", parser_.stream_.current().offset);
}

void Parser::adopt(Expr& parent, const ExprPtr& child) const {
    if (!child) return;
    parent.depth = std::max<std::uint16_t>(parent.depth, static_cast<std::uint16_t>(child->depth + 1));
    if (parent.depth > kParseDepthMax) syntax_error("the template is nested too deeply", parent.offset);
}

void Parser::adopt(Expr& parent, const CallArguments& arguments) const {
    for (const ExprPtr& argument : arguments.positional) adopt(parent, argument);
    for (const auto& [name, argument] : arguments.named) adopt(parent, argument);
    adopt(parent, arguments.star);
    adopt(parent, arguments.double_star);
}

ExprPtr Parser::parse_expression(bool with_conditional) {
    const Nesting nesting(*this);
    return with_conditional ? parse_conditional() : parse_or();
}

ExprPtr Parser::parse_conditional() {
    std::uint32_t start = stream_.current().offset;
    ExprPtr expr = parse_or();
    while (stream_.current().is_name("if")) {
        auto node = std::make_unique<ConditionalExpr>(stream_.take().offset);
        node->start = start;
        node->then = std::move(expr);
        node->test = parse_or();
        if (stream_.skip_name("else")) {
            const Nesting nesting(*this);
            node->otherwise = parse_conditional();
        }
        adopt(*node, node->then);
        adopt(*node, node->test);
        adopt(*node, node->otherwise);
        expr = std::move(node);
        start = stream_.current().offset;
    }
    return expr;
}

ExprPtr Parser::binary(BinaryOp op, std::uint32_t offset, ExprPtr left, ExprPtr right) {
    auto node = std::make_unique<BinaryExpr>(Expr::Kind::binary, offset);
    node->op = op;
    node->left = std::move(left);
    node->right = std::move(right);
    adopt(*node, node->left);
    adopt(*node, node->right);
    return node;
}

ExprPtr Parser::parse_or() {
    ExprPtr left = parse_and();
    while (stream_.current().is_name("or")) {
        auto node = std::make_unique<BinaryExpr>(Expr::Kind::logic_or, stream_.take().offset);
        node->left = std::move(left);
        node->right = parse_and();
        adopt(*node, node->left);
        adopt(*node, node->right);
        left = std::move(node);
    }
    return left;
}

ExprPtr Parser::parse_and() {
    ExprPtr left = parse_not();
    while (stream_.current().is_name("and")) {
        auto node = std::make_unique<BinaryExpr>(Expr::Kind::logic_and, stream_.take().offset);
        node->left = std::move(left);
        node->right = parse_not();
        adopt(*node, node->left);
        adopt(*node, node->right);
        left = std::move(node);
    }
    return left;
}

ExprPtr Parser::parse_not() {
    if (!stream_.current().is_name("not")) return parse_compare();
    const Nesting nesting(*this);
    auto node = std::make_unique<UnaryExpr>(Expr::Kind::logic_not, stream_.take().offset);
    node->operand = parse_not();
    adopt(*node, node->operand);
    return node;
}

bool Parser::parse_compare_op(CompareOp& op) {
    constexpr std::pair<std::string_view, CompareOp> kOps[] = {{"==", CompareOp::eq}, {"!=", CompareOp::ne},
                                                               {"<", CompareOp::lt},  {"<=", CompareOp::le},
                                                               {">", CompareOp::gt},  {">=", CompareOp::ge}};
    for (const auto& [text, candidate] : kOps) {
        if (stream_.skip_op(text)) {
            op = candidate;
            return true;
        }
    }
    if (stream_.skip_name("in")) {
        op = CompareOp::in;
        return true;
    }
    if (!stream_.current().is_name("not") || !stream_.look().is_name("in")) return false;
    stream_.take();
    stream_.take();
    op = CompareOp::not_in;
    return true;
}

ExprPtr Parser::parse_compare() {
    ExprPtr first = parse_sum();
    const std::uint32_t offset = stream_.current().offset;
    CompareOp op{};
    if (!parse_compare_op(op)) return first;
    auto node = std::make_unique<CompareExpr>(offset);
    node->first = std::move(first);
    adopt(*node, node->first);
    do {
        node->rest.push_back({op, parse_sum()});
        adopt(*node, node->rest.back().value);
    } while (parse_compare_op(op));
    return node;
}

ExprPtr Parser::parse_sum() {
    ExprPtr left = parse_concat();
    while (stream_.current().is_op("+") || stream_.current().is_op("-")) {
        const Token op = stream_.take();
        ExprPtr right = parse_concat();
        left = binary(op.text == "+" ? BinaryOp::add : BinaryOp::subtract, op.offset, std::move(left),
                      std::move(right));
    }
    return left;
}

ExprPtr Parser::parse_concat() {
    ExprPtr first = parse_product();
    if (!stream_.current().is_op("~")) return first;
    auto node = std::make_unique<Sequence>(Expr::Kind::concat, stream_.current().offset);
    node->items.push_back(std::move(first));
    while (stream_.skip_op("~")) node->items.push_back(parse_product());
    for (const ExprPtr& item : node->items) adopt(*node, item);
    return node;
}

ExprPtr Parser::parse_product() {
    constexpr std::pair<std::string_view, BinaryOp> kOps[] = {{"*", BinaryOp::multiply},
                                                              {"/", BinaryOp::divide},
                                                              {"//", BinaryOp::floor_divide},
                                                              {"%", BinaryOp::modulo}};
    ExprPtr left = parse_power();
    while (true) {
        const auto* op = std::find_if(std::begin(kOps), std::end(kOps), [&](const auto& entry) {
            return stream_.current().is_op(entry.first);
        });
        if (op == std::end(kOps)) return left;
        const std::uint32_t offset = stream_.take().offset;
        ExprPtr right = parse_power();
        left = binary(op->second, offset, std::move(left), std::move(right));
    }
}

ExprPtr Parser::parse_power() {
    ExprPtr left = parse_unary();
    while (stream_.current().is_op("**")) {
        const std::uint32_t offset = stream_.take().offset;
        ExprPtr right = parse_unary();
        left = binary(BinaryOp::power, offset, std::move(left), std::move(right));
    }
    return left;
}

ExprPtr Parser::parse_unary(bool with_filter) {
    ExprPtr expr;
    if (stream_.current().is_op("-") || stream_.current().is_op("+")) {
        const Nesting nesting(*this);
        const Token op = stream_.take();
        auto node = std::make_unique<UnaryExpr>(Expr::Kind::unary, op.offset);
        node->op = op.text[0];
        node->operand = parse_unary(false);
        adopt(*node, node->operand);
        expr = std::move(node);
    } else {
        expr = parse_primary();
    }
    expr = parse_postfix(std::move(expr));
    return with_filter ? parse_filters(std::move(expr)) : std::move(expr);
}

ExprPtr Parser::parse_primary() {
    const Token token = stream_.current();
    if (token.is(Type::name)) return parse_name();
    if (token.is(Type::string)) return parse_string();
    if (token.is(Type::integer)) return parse_integer(stream_.take());
    if (token.is(Type::real)) return parse_real(stream_.take());
    if (token.is_op("(")) {
        stream_.take();
        ExprPtr expr = parse_tuple(TupleKind::in_brackets);
        stream_.expect_op(")");
        return expr;
    }
    if (token.is_op("[")) return parse_list();
    if (token.is_op("{")) return parse_dict();
    syntax_error("unexpected " + repr_text(token.describe()), token.offset);
}

ExprPtr Parser::parse_name() {
    const Token token = stream_.take();
    const std::string_view name = token.text;
    if (name == "true" || name == "True")
        return std::make_unique<Constant>(token.offset, Value::boolean(true));
    if (name == "false" || name == "False")
        return std::make_unique<Constant>(token.offset, Value::boolean(false));
    if (name == "none" || name == "None") return std::make_unique<Constant>(token.offset, Value::none());
    return std::make_unique<Name>(token.offset, name);
}

ExprPtr Parser::parse_string() {
    auto node = std::make_unique<Constant>(stream_.current().offset, Value());
    while (stream_.current().is(Type::string)) node->text += read_string_literal(stream_.take());
    node->value = Value::text(node->text);
    return node;
}

ExprPtr Parser::parse_integer(const Token& token) {
    std::string digits(token.text);
    std::erase(digits, '_');
    int base = 10;
    std::size_t skip = 0;
    if (digits.size() > 2 && digits[0] == '0') {
        const char kind = static_cast<char>(digits[1] | 0x20);
        base = kind == 'x' ? 16 : kind == 'o' ? 8 : kind == 'b' ? 2 : 10;
        skip = base == 10 ? 0 : 2;
    }
    std::int64_t value = 0;
    const auto [end, error] =
        std::from_chars(digits.data() + skip, digits.data() + digits.size(), value, base);
    auto node = std::make_unique<Constant>(token.offset, Value::integer(value));
    if (error != std::errc()) {
        const std::size_t count = digits.size() - skip;
        const std::size_t bits = base == 16 ? 4 : base == 8 ? 3 : 1;
        const std::size_t max = base == 10 ? kIntegerDigits : kIntegerBits / bits;
        if (count > max)
            syntax_error("the number has more than " + std::to_string(max) + " digits", token.offset);
        node->words = words_of_digits(std::string_view(digits).substr(skip), base);
        node->value = Value::big_integer({node->words, false});
    }
    return node;
}

ExprPtr Parser::parse_real(const Token& token) {
    std::string digits(token.text);
    std::erase(digits, '_');
    // strtod and not from_chars, which leaves the value alone where it is out of range.
    return std::make_unique<Constant>(token.offset, Value::real(std::strtod(digits.c_str(), nullptr)));
}

bool Parser::is_tuple_end() const {
    const Token& token = stream_.current();
    return token.is(Type::variable_end) || token.is(Type::block_end) || token.is_op(")");
}

ExprPtr Parser::parse_tuple(TupleKind kind) {
    const Nesting nesting(*this);
    const std::uint32_t offset = stream_.current().offset;
    std::vector<ExprPtr> items;
    bool is_tuple = false;
    while (true) {
        if (!items.empty()) stream_.expect_op(",");
        if (is_tuple_end()) break;
        items.push_back(kind == TupleKind::targets ? parse_primary()
                                                   : parse_expression(kind != TupleKind::no_conditional));
        if (!stream_.current().is_op(",")) break;
        is_tuple = true;
    }
    if (!is_tuple) {
        if (!items.empty()) return std::move(items[0]);
        if (kind != TupleKind::in_brackets) {
            const Token& token = stream_.current();
            syntax_error("Expected an expression, got " + repr_text(token.describe()), token.offset);
        }
    }
    auto node = std::make_unique<Sequence>(Expr::Kind::tuple, offset);
    node->items = std::move(items);
    for (const ExprPtr& item : node->items) adopt(*node, item);
    return node;
}

ExprPtr Parser::parse_list() {
    auto node = std::make_unique<Sequence>(Expr::Kind::list, stream_.take().offset);
    while (!stream_.current().is_op("]")) {
        if (!node->items.empty()) stream_.expect_op(",");
        if (stream_.current().is_op("]")) break;
        node->items.push_back(parse_expression());
        adopt(*node, node->items.back());
    }
    stream_.expect_op("]");
    return node;
}

ExprPtr Parser::parse_dict() {
    auto node = std::make_unique<DictDisplay>(stream_.take().offset);
    while (!stream_.current().is_op("}")) {
        if (!node->items.empty()) stream_.expect_op(",");
        if (stream_.current().is_op("}")) break;
        auto& [key, value] = node->items.emplace_back();
        key = parse_expression();
        stream_.expect_op(":");
        value = parse_expression();
        adopt(*node, key);
        adopt(*node, value);
    }
    stream_.expect_op("}");
    return node;
}

ExprPtr Parser::parse_postfix(ExprPtr expr) {
    while (true) {
        const Token& token = stream_.current();
        if (token.is_op(".")) {
            expr = parse_dotted(std::move(expr));
        } else if (token.is_op("[")) {
            expr = parse_bracketed(std::move(expr));
        } else if (token.is_op("(")) {
            expr = parse_call(std::move(expr));
        } else {
            return expr;
        }
    }
}

ExprPtr Parser::parse_filters(ExprPtr expr) {
    while (true) {
        const Token& token = stream_.current();
        if (token.is_op("|")) {
            stream_.take();
            expr = parse_filter(std::move(expr));
        } else if (token.is_name("is")) {
            expr = parse_test(std::move(expr));
        } else if (token.is_op("(")) {
            expr = parse_call(std::move(expr));
        } else {
            return expr;
        }
    }
}

ExprPtr Parser::parse_dotted(ExprPtr object) {
    stream_.take();
    const Token token = stream_.take();
    if (token.is(Type::name)) {
        auto node = std::make_unique<AttributeExpr>(token.offset);
        node->object = std::move(object);
        node->name = token.text;
        adopt(*node, node->object);
        return node;
    }
    if (!token.is(Type::integer)) syntax_error("expected name or number", token.offset);
    auto node = std::make_unique<ItemExpr>(token.offset);
    node->object = std::move(object);
    node->key = parse_integer(token);
    adopt(*node, node->object);
    return node;
}

ExprPtr Parser::parse_bracketed(ExprPtr object) {
    auto node = std::make_unique<ItemExpr>(stream_.take().offset);
    node->object = std::move(object);
    std::vector<ExprPtr> keys;
    while (!stream_.current().is_op("]")) {
        if (!keys.empty()) stream_.expect_op(",");
        keys.push_back(parse_subscript());
    }
    stream_.expect_op("]");
    if (keys.size() == 1) {
        node->key = std::move(keys[0]);
    } else {
        auto tuple = std::make_unique<Sequence>(Expr::Kind::tuple, node->offset);
        tuple->items = std::move(keys);
        for (const ExprPtr& item : tuple->items) adopt(*tuple, item);
        node->key = std::move(tuple);
    }
    adopt(*node, node->object);
    adopt(*node, node->key);
    return node;
}

ExprPtr Parser::parse_subscript() {
    const std::uint32_t offset = stream_.current().offset;
    const auto part = [this]() -> ExprPtr {
        const Token& token = stream_.current();
        if (token.is_op(":") || token.is_op("]") || token.is_op(",")) return nullptr;
        return parse_expression();
    };
    ExprPtr start;
    if (!stream_.current().is_op(":")) {
        start = parse_expression();
        if (!stream_.current().is_op(":")) return start;
    }
    auto node = std::make_unique<SliceExpr>(offset);
    node->start = std::move(start);
    stream_.take();
    node->stop = part();
    const bool has_step = stream_.skip_op(":");
    if (has_step && !stream_.current().is_op("]") && !stream_.current().is_op(",")) {
        node->step = parse_expression();
    }
    adopt(*node, node->start);
    adopt(*node, node->stop);
    adopt(*node, node->step);
    return node;
}

ExprPtr Parser::parse_call(ExprPtr callee) {
    auto node = std::make_unique<CallExpr>(callee->offset);
    node->callee = std::move(callee);
    node->arguments = parse_arguments();
    adopt(*node, node->callee);
    adopt(*node, node->arguments);
    return node;
}

CallArguments Parser::parse_arguments() {
    const std::uint32_t offset = stream_.current().offset;
    stream_.expect_op("(");
    CallArguments result;
    const auto ensure = [&](bool allowed) {
        if (!allowed) syntax_error("invalid syntax for function call expression", offset);
    };
    for (bool first = true; !stream_.current().is_op(")"); first = false) {
        if (!first) {
            stream_.expect_op(",");
            if (stream_.current().is_op(")")) break;
        }
        if (stream_.current().is_op("*")) {
            ensure(!result.star && !result.double_star);
            stream_.take();
            result.star = parse_expression();
        } else if (stream_.current().is_op("**")) {
            ensure(!result.double_star);
            stream_.take();
            result.double_star = parse_expression();
        } else if (stream_.current().is(Type::name) && stream_.look().is_op("=")) {
            ensure(!result.double_star);
            const std::string_view name = stream_.take().text;
            stream_.take();
            result.named.emplace_back(name, parse_expression());
        } else {
            ensure(!result.star && !result.double_star && result.named.empty());
            result.positional.push_back(parse_expression());
        }
    }
    stream_.expect_op(")");
    return result;
}

std::string Parser::parse_dotted_name() {
    std::string name(stream_.expect(Type::name).text);
    while (stream_.skip_op(".")) name.append(".").append(stream_.expect(Type::name).text);
    return name;
}

ExprPtr Parser::parse_filter(ExprPtr input) {
    auto node = std::make_unique<FilterExpr>(Expr::Kind::filter, stream_.current().offset);
    node->name = parse_dotted_name();
    node->input = std::move(input);
    if (stream_.current().is_op("(")) node->arguments = parse_arguments();
    adopt(*node, node->input);
    adopt(*node, node->arguments);
    return node;
}

bool Parser::starts_test_argument() const {
    const Token& token = stream_.current();
    if (token.is(Type::name)) return token.text != "else" && token.text != "or" && token.text != "and";
    return token.is(Type::string) || token.is(Type::integer) || token.is(Type::real) || token.is_op("[") ||
           token.is_op("{");
}

ExprPtr Parser::parse_test(ExprPtr input) {
    const std::uint32_t start = stream_.take().offset;
    const std::uint32_t not_offset = stream_.current().offset;
    const bool negated = stream_.skip_name("not");
    auto node = std::make_unique<FilterExpr>(Expr::Kind::test, stream_.current().offset);
    node->name = parse_dotted_name();
    node->start = start;
    node->input = std::move(input);
    if (stream_.current().is_op("(")) {
        node->arguments = parse_arguments();
    } else if (starts_test_argument()) {
        if (stream_.current().is_name("is")) {
            syntax_error("You cannot chain multiple tests with is", stream_.current().offset);
        }
        const Nesting nesting(*this);
        node->arguments.positional.push_back(parse_postfix(parse_primary()));
    }
    adopt(*node, node->input);
    adopt(*node, node->arguments);
    if (!negated) return node;
    auto inverse = std::make_unique<UnaryExpr>(Expr::Kind::logic_not, not_offset);
    inverse->operand = std::move(node);
    adopt(*inverse, inverse->operand);
    return inverse;
}

}  // namespace tidings::jinja

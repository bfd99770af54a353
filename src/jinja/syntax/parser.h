#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "jinja/syntax/ast.h"
#include "jinja/syntax/token_stream.h"

namespace tidings::jinja {

// Nodes inside nodes, of statements or of one expression. Python's own compiler gives up at 200 brackets.
inline constexpr int kParseDepthMax = 200;

// Reads one template into a tree. Every method may throw SyntaxFailure.
class Parser {
public:
    // `source` is normalized and outlives the tree.
    Parser(std::string_view source, const Options& options) : stream_(source, options) {}

    Body parse();

private:
    using EndTags = std::vector<std::string_view>;

    // Counts how deep the parser is in itself, and fails when that is too deep.
    class Nesting {
    public:
        explicit Nesting(Parser& parser);
        Nesting(const Nesting&) = delete;
        Nesting& operator=(const Nesting&) = delete;
        ~Nesting() { --parser_.depth_; }

    private:
        Parser& parser_;
    };

    // parser_statements.cpp
    Body parse_body(const EndTags* end_tags);
    Body parse_until(const EndTags& end_tags);
    Body parse_to_end(std::string_view end_tag);
    void parse_tag(Body& body);
    void parse_print(Body& body);
    std::unique_ptr<Statement> parse_statement();
    std::unique_ptr<Statement> parse_do();
    std::unique_ptr<Statement> parse_break();
    std::unique_ptr<Statement> parse_continue();
    std::unique_ptr<Statement> parse_if();
    std::unique_ptr<Statement> parse_for();
    std::unique_ptr<Statement> parse_set();
    std::unique_ptr<Statement> parse_with();
    std::unique_ptr<Statement> parse_macro();
    std::unique_ptr<Statement> parse_call_block();
    std::unique_ptr<Statement> parse_filter_block();
    std::unique_ptr<Statement> parse_autoescape();
    std::unique_ptr<Statement> parse_include();
    std::unique_ptr<Statement> parse_import();
    std::unique_ptr<Statement> parse_from_import();
    std::unique_ptr<Statement> parse_extends();
    std::unique_ptr<Statement> parse_block();
    // parser_trans.cpp
    struct Trans;
    void parse_trans(Body& body);
    void parse_trans_head(Trans& trans, Body& body);
    void parse_trans_variable(Trans& trans, const Token& name, Body& body);
    std::string parse_trans_text(Trans& trans, bool is_singular);
    bool ends_trans_text(bool is_singular) const;
    void parse_plural(Trans& trans);
    ExprPtr translation_call(Trans& trans) const;

    void check_required(const Body& body) const;
    void parse_signature(std::vector<MacroParameter>& parameters);
    bool parse_context_choice(bool& with_context);
    Target parse_target();
    Target parse_name_target();
    Target parse_set_target();
    Target to_target(ExprPtr expr);
    [[noreturn]] void unknown_tag(const Token* tag, const EndTags* end_tags);

    // parser_expressions.cpp
    enum class TupleKind : std::uint8_t { any, no_conditional, targets, in_brackets };
    ExprPtr parse_expression(bool with_conditional = true);
    ExprPtr parse_conditional();
    ExprPtr parse_or();
    ExprPtr parse_and();
    ExprPtr parse_not();
    ExprPtr parse_compare();
    bool parse_compare_op(CompareOp& op);
    ExprPtr parse_sum();
    ExprPtr parse_concat();
    ExprPtr parse_product();
    ExprPtr parse_power();
    ExprPtr parse_unary(bool with_filter = true);
    ExprPtr parse_primary();
    ExprPtr parse_name();
    ExprPtr parse_string();
    ExprPtr parse_integer(const Token& token);
    ExprPtr parse_real(const Token& token);
    ExprPtr parse_tuple(TupleKind kind);
    bool is_tuple_end() const;
    ExprPtr parse_list();
    ExprPtr parse_dict();
    ExprPtr parse_postfix(ExprPtr expr);
    ExprPtr parse_filters(ExprPtr expr);
    ExprPtr parse_dotted(ExprPtr object);
    ExprPtr parse_bracketed(ExprPtr object);
    ExprPtr parse_subscript();
    ExprPtr parse_call(ExprPtr callee);
    CallArguments parse_arguments();
    ExprPtr parse_filter(ExprPtr input);
    ExprPtr parse_test(ExprPtr input);
    std::string parse_dotted_name();
    bool starts_test_argument() const;
    ExprPtr binary(BinaryOp op, std::uint32_t offset, ExprPtr left, ExprPtr right);

    // Notes that `child` stands below `parent`, and fails when the tree gets too deep.
    void adopt(Expr& parent, const ExprPtr& child) const;
    void adopt(Expr& parent, const CallArguments& arguments) const;

    TokenStream stream_;
    std::vector<EndTags> end_tags_;       // what the open statements wait for
    std::vector<std::string_view> tags_;  // the open statements
    int depth_ = 0;
};

}  // namespace tidings::jinja

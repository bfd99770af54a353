#include <thread>

#include "babel/babel_test.h"
#include "babel/plural.h"

namespace tidings::babel {
namespace {

TEST(BabelNumbers, NumbersAreWhatDecimalTakes) {
    check_printed({
        {"1234.5|numberformat", "1,234.5"},
        {"'1234.50'|decimalformat('0.00##')", "1234.50"},
        {"' -1e3 '|numberformat", "-1,000"},
        {"'12345678901234567890.12'|numberformat", "12,345,678,901,234,567,890.12"},
        {"123456789012345678901|numberformat", "123,456,789,012,345,678,901"},
        {"'abc'|numberformat", "ValueError: numberformat(): 'abc' is no number"},
        {"'1e999999999'|numberformat", "ValueError: numberformat(): '1e999999999' is no number"},
        {"''|percentformat", "ValueError: percentformat(): '' is no number"},
        {"true|numberformat", "TypeError: numberformat() takes a number, not 'bool'"},
        {"none|numberformat", "TypeError: numberformat() takes a number, not 'NoneType'"},
        {"nope|currencyformat('EUR')", "UndefinedError: 'nope' is undefined"},
        {"1|decimalformat('0' * 200)", "ValueError: a number's pattern has at most 128 bytes"},
        {"1|decimalformat('0.0.0')", "ValueError: no pattern of numbers: '0.0.0'"},
    });
}

TEST(BabelNumbers, CurrenciesAreCodesOfThreeLetters) {
    check_printed({
        {"59.9|currencyformat('EUR')", "€59.90"},
        {"59.9|currencyformat('EUR', locale='de')", "59,90\u00a0€"},
        {"59.9|currencyformat('eur')", "€59.90"},
        {"59.9|currencyformat('XTS')", "XTS\u00a059.90"},
        {"59.9|currencyformat('EUR', '0.0 ¤¤', currency_digits=false)", "59.9 EUR"},
        {"59.9|currencyformat('JPY', format_type='name')", "60 Japanese yen"},
        {"1|currencyformat('euro')",
         "ValueError: unknown currency 'euro'; write a code of ISO 4217 such as 'EUR'"},
        {"1|currencyformat('')", "ValueError: unknown currency '?'; write a code of ISO 4217 such as 'EUR'"},
        {"1|currencyformat('€')", "ValueError: unknown currency '€'; write a code of ISO 4217 such as 'EUR'"},
        {"1|currencyformat(none)",
         "TypeError: currencyformat() takes a code of ISO 4217 such as 'EUR' as currency, not 'NoneType'"},
        {"1|currencyformat",
         "TypeError: currencyformat() missing 1 required positional argument: 'currency'"},
        {"1|currencyformat('EUR', format_type='x')",
         "ValueError: unknown format_type 'x'; there are standard, accounting and name"},
    });
}

TEST(BabelWords, AFormThatIsNotGivenIsOther) {
    jinja::Surroundings russian = in_berlin();
    russian.locale = "ru";
    check_printed({{"2|plural(one='файл', few='файла', other='файлов')", "файла"},
                   {"5|plural(one='файл', few='файла', other='файлов')", "файлов"},
                   {"21|plural(one='файл', other='файлов')", "файл"}},
                  russian);
    check_printed({
        {"plural(1, one='item', other='items')", "item"},
        {"plural(0, one='item', other='items')", "items"},
        {"plural(-1, one='# item', other='items')", "# item"},
        {"plural(2, type='ordinal', one='st', two='nd', few='rd', other='th')", "nd"},
        {"plural(2, one='a', few='b', other='c', locale='pl')", "b"},
        {"plural(2, one='a')", "TypeError: plural() missing 1 required keyword argument: 'other'"},
        {"plural(2, 3, other='a')", "TypeError: plural() takes 1 positional argument but 2 were given"},
        {"plural(2, single='a', other='b')",
         "TypeError: plural() got an unexpected keyword argument 'single'"},
        {"'2'|plural(other='a')", "TypeError: plural() takes a number, not 'str'"},
        {"2|plural(type='x', other='a')",
         "ValueError: unknown type of plural 'x'; there are cardinal and ordinal"},
    });
}

TEST(BabelWords, CategoriesAreThereForTranslationsToo) {
    EXPECT_EQ(plural_category("ru", 3), "few");
    EXPECT_EQ(plural_category("ar", 0), "zero");
    EXPECT_EQ(plural_category("ar-EG", 2), "two");
    EXPECT_EQ(plural_category("pl", 5), "many");
    EXPECT_EQ(plural_category("ja", 1), "other");
    EXPECT_EQ(plural_category("nowhere", 1), "one");
}

TEST(BabelWords, ListsAndNamesAreInTheLocalesWords) {
    check_printed({
        {"['a', 1, 2.5]|listformat", "a, 1, and 2.5"},
        {"['a', 'b']|listformat(locale='de')", "a und b"},
        {"['a', 'b']|listformat('or', locale='fr')", "a ou b"},
        {"range(1001)|listformat", "ValueError: listformat() takes at most 1000 items"},
        {"'ab'|listformat", "TypeError: listformat() takes a list, not 'str'"},
        {"['a']|listformat('x')", "ValueError: unknown style of lists 'x'; there are standard, or and unit"},
        {"'DE'|territoryname(locale='fr')", "Allemagne"},
        {"'QQ'|territoryname", "QQ"},
        {"'pt-BR'|languagename", "Portuguese (Brazil)"},
        {"'de'|languagename(locale='ja')", "ドイツ語"},
        {"1|languagename", "TypeError: languagename() takes a code, not 'int'"},
    });
}

// However many formats a template makes up, it ends by its bound on steps.
TEST(BabelWords, EveryCallCountsAsWork) {
    jinja::Options options;
    options.vocabulary = &vocabulary();
    options.limits.steps = 50'000;
    const auto compiled = jinja::Template::compile(
        "{% for i in range(1000) %}{{ i|decimalformat('0.0' ~ i) }}{% endfor %}", options);
    EXPECT_EQ(compiled->render({}).error().kind, "LimitError");
}

TEST(BabelWords, ThreadsFormatSideBySide) {
    const std::string source =
        "'2026-07-01T12:00:00Z'|datetimeformat('full', locale='de') ~ "
        "1234.5|currencyformat('EUR') ~ 3|plural(other='x')";
    const std::string alone = printed(source);
    std::vector<std::thread> threads;
    std::vector<std::string> texts(8);
    for (std::string& text : texts) {
        threads.emplace_back([&] {
            for (int i = 0; i < 20; ++i) text = printed(source);
        });
    }
    for (std::thread& thread : threads) thread.join();
    for (const std::string& text : texts) EXPECT_EQ(text, alone);
}

}  // namespace
}  // namespace tidings::babel

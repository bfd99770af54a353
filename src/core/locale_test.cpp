#include "core/locale.h"

#include <string>

#include <gtest/gtest.h>

namespace tidings::core {
namespace {

TEST(LanguageTag, HasItsPartsInTheirOrder) {
    for (const char* good :
         {"en", "EN", "pt-BR", "pt-br", "gsw", "zh-Hant-TW", "zh-Hant", "es-419", "sl-rozaj-biske-1994",
          "zh-yue-HK", "de-DE-u-co-phonebk", "en-x-ours", "de-1996", "en-u-hc-h12-x-a-b"}) {
        EXPECT_TRUE(is_locale(good)) << good;
    }
    for (const std::string bad : {"",
                                  "e",
                                  "german",
                                  "english",
                                  "engl",
                                  "1n",
                                  "en_US",
                                  "en-",
                                  "-en",
                                  "en--US",
                                  "en US",
                                  "en-US-Latn",
                                  "en-abcdefghi",
                                  "en-u",
                                  "en-x",
                                  "en-u-x-a",
                                  "en-1",
                                  "x-ours",
                                  "i-klingon",
                                  "../en",
                                  "en\n",
                                  "en-US\n",
                                  "ёж",
                                  "en-variant-variant-variant-variant-variant"}) {
        EXPECT_FALSE(is_locale(bad)) << bad;
    }
}

}  // namespace
}  // namespace tidings::core

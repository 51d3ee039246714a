/* What the system's errors are called: in both languages, whatever the locale, for every number. */
#include "support/tap.h"

#include <errno.h>
#include <limits.h>
#include <locale.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"

static void common_errors_have_words_of_their_own(void **state)
{
    (void)state;
    static const int common[] = { ENOENT, EACCES, EPERM,        EISDIR, ENOTDIR, EEXIST, ENOSPC, EDQUOT, EROFS,    EIO,
                                  EMFILE, ENFILE, ENAMETOOLONG, ELOOP,  EFBIG,   ENOMEM, EBUSY,  EPIPE,  ENOTEMPTY };
    for (size_t i = 0; i < sizeof common / sizeof *common; i++) {
        wm_text words = wm_errno_words(common[i]);
        assert_null(strstr(words.en, "system error"));
        for (size_t other = 0; other < i; other++) {
            assert_string_not_equal(words.zh, wm_errno_words(common[other]).zh);
            assert_string_not_equal(words.en, wm_errno_words(common[other]).en);
        }
    }
    assert_string_equal(wm_errno_words(ENOENT).zh, "沒有這個檔案或資料夾");
    assert_string_equal(wm_errno_words(ENOENT).en, "no such file or folder");
    assert_string_equal(wm_errno_words(ENOSPC).zh, "磁碟滿了");
    assert_string_equal(wm_errno_words(ENOSPC).en, "the disk is full");
}

static bool has_latin_letter(const char *text)
{
    for (; *text; text++)
        if ((*text >= 'a' && *text <= 'z') || (*text >= 'A' && *text <= 'Z'))
            return true;
    return false;
}

/* No Chinese text carries English words, nor the other way round. */
static void every_number_has_words_in_each_language(void **state)
{
    (void)state;
    for (int number = -2; number < 300; number++) {
        wm_text words = wm_errno_words(number);
        assert_true(strlen(words.zh) > 0 && !has_latin_letter(words.zh));
        assert_int_equal(text_invalid_at(words.zh, strlen(words.zh)), strlen(words.zh));
        for (const char *c = words.en; *c; c++)
            assert_in_range(*c, ' ', '~');
        assert_true(has_latin_letter(words.en));
    }
}

static void the_uncommon_ones_are_told_by_their_number(void **state)
{
    (void)state;
    assert_string_equal(wm_errno_words(ENOLCK).zh, "系統錯誤 37"); /* Linux's number on every machine but a few */
    assert_string_equal(wm_errno_words(ENOLCK).en, "system error 37");
    assert_string_equal(wm_errno_words(133).en, "system error 133");
    assert_string_equal(wm_errno_words(0).en, "the system gives no reason");
    assert_string_equal(wm_errno_words(-1).zh, "不明的系統錯誤");
    assert_string_equal(wm_errno_words(INT_MAX).en, "an unknown error of the system");
}

static void the_locale_changes_nothing(void **state)
{
    (void)state;
    wm_text before = wm_errno_words(EACCES);
    char kept[64];
    assert_true(strlen(setlocale(LC_ALL, NULL)) < sizeof kept);
    strcpy(kept, setlocale(LC_ALL, NULL));
    setlocale(LC_ALL, "");
    wm_text after = wm_errno_words(EACCES);
    setlocale(LC_ALL, kept);
    assert_ptr_equal(before.zh, after.zh);
    assert_ptr_equal(before.en, after.en);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(common_errors_have_words_of_their_own),
        cmocka_unit_test(every_number_has_words_in_each_language),
        cmocka_unit_test(the_uncommon_ones_are_told_by_their_number),
        cmocka_unit_test(the_locale_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

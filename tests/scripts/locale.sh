# Locales with a decimal comma or other letter case change nothing. They are made here, in a scratch folder.
. tests/scripts/common.sh
for l in de_DE vi_VN th_TH tr_TR; do
    localedef -i $l -f UTF-8 "$T/$l.UTF-8" 2>/dev/null || { echo "cannot make the locale $l (package locales)"; bad=1; continue; }
    # glibc itself leaks the value of LOCPATH, hence no leak check here
    ASAN_OPTIONS=detect_leaks=0 LOCPATH=$T VB_TEST_LOCALE=$l.UTF-8 "${OUT:-build/release}/tests/prop_locale" || { echo "the locale $l changes the output"; bad=1; }
done
exit $bad

# Turns `gulou serve --help` into a commented INI file, so that the sample names every option and no other.
# An option is three lines: "  --flag TEXT", "      what it does (default X)", "      file: section.key   environment: ..."
BEGIN {
    print "# Gulou's settings: every option of `gulou serve`, each with its default. Take the # off what you change."
    print "# Flags win over the environment, and that over this file. Sections are the part of a key before its dot."
}
/^  --/ { is_switch = NF == 1; next }
/^      file: / {
    key = $2
    section = ""
    name = key
    if (split(key, part, ".") == 2) { section = part[1]; name = part[2] }
    text[section] = text[section] "\n# " help "\n#" name " = " fallback "\n"
    if (!(section in seen)) { seen[section] = 1; order[++count] = section }
    next
}
/^      / {
    help = substr($0, 7)
    fallback = ""
    if (match(help, /\(default [^) :]*\)$/)) {
        fallback = substr(help, RSTART + 9, RLENGTH - 10)
        help = substr(help, 1, RSTART - 2)
    } else if (is_switch) fallback = "0"
}
END {
    # keys without a section must stand first
    printf "%s", text[""]
    for (i = 1; i <= count; i++) if (order[i] != "") printf "\n[%s]\n%s", order[i], text[order[i]]
}

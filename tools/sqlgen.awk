# Named statements: `-- name: case_load` in any .sql file under src/ becomes SQL_CASE_LOAD.
# The text runs to the next name or the end of the file; comment lines are dropped. `-- part: filters` begins lines that
# several statements of its file share: `@filters`, on a line of its own, stands for them.
function flush_statement() {
    if (name == "") return
    gsub(/\\/, "\\\\", text); gsub(/"/, "\\\"", text); gsub(/\n/, "\\n\"\n     \"", text)
    upper = toupper(name)
    if (upper in seen) { print FILENAME ": " name " is named twice" > "/dev/stderr"; failed = 1; exit 1 }
    seen[upper] = 1
    names[++count] = upper; texts[count] = text; lowers[count] = name
    name = ""; text = ""
}
FNR == 1 { flush_statement(); part = ""; split("", parts) }
/^-- name: / { flush_statement(); part = ""; name = $3; next }
/^-- part: / { flush_statement(); part = $3; next }
/^[ \t]*--/ { next }
/^[ \t]*$/ { next }
part != "" { parts[part] = parts[part] (part in parts && parts[part] != "" ? "\n" : "") $0; next }
/^[ \t]*@[a-z_]+$/ {
    wanted = substr($1, 2)
    if (!(wanted in parts)) { print FILENAME ":" FNR ": no such part: " wanted > "/dev/stderr"; failed = 1; exit 1 }
    $0 = parts[wanted]
}
{ if (name == "") { print FILENAME ":" FNR ": SQL before any `-- name:`" > "/dev/stderr"; failed = 1; exit 1 }
  text = text (text == "" ? "" : "\n") $0 }
END {
    if (failed) exit 1
    flush_statement()
    print "/* generated from the .sql files below src: every named statement */" > header
    print "#ifndef GULOU_GEN_SQL_H\n#define GULOU_GEN_SQL_H\n\ntypedef enum SqlId {" > header
    for (i = 1; i <= count; i++) print "    SQL_" names[i] "," > header
    print "    SQL_COUNT\n} SqlId;\n\ntypedef struct SqlText {\n    const char *name;\n    const char *text;\n} SqlText;\n" > header
    print "extern const SqlText sql_texts[];\n\n#endif" > header
    print "#include \"sql.h\"\n\nconst SqlText sql_texts[] = {" > source
    for (i = 1; i <= count; i++) print "    {\"" lowers[i] "\",\n     \"" texts[i] "\"}," > source
    print "    {0, 0},\n};" > source
}

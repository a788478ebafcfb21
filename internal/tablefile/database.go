package tablefile

import (
	"database/sql"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	_ "modernc.org/sqlite" // the driver "sqlite"
)

// openDatabase reads the rows of a query, or the only table of a database. The database is not written to.
func openDatabase(path, query string) (*Text, error) {
	if path == "" {
		return nil, unread("give the file itself", "a database cannot be read from standard input")
	}
	db, err := sql.Open("sqlite", (&url.URL{Scheme: "file", OmitHost: true, Path: path, RawQuery: "mode=ro&_pragma=query_only(1)"}).String())
	if err != nil {
		return nil, fmt.Errorf("failed to open database: %w", err)
	}
	defer db.Close()
	var notes []string
	if query == "" {
		name, err := onlyTable(db)
		if err != nil {
			return nil, err
		}
		query = "select * from " + quote(name)
		notes = append(notes, "read table "+name)
	}
	rows, err := db.Query(query)
	if err != nil {
		return nil, unread("correct --query", "the query fails (%v)", err)
	}
	defer rows.Close()
	names, err := rows.Columns()
	if err != nil {
		return nil, fmt.Errorf("failed to read database: %w", err)
	}
	w := &writer{}
	if err := w.row(names); err != nil {
		return nil, err
	}
	values, into, fields := make([]any, len(names)), make([]any, len(names)), make([]string, len(names))
	for i := range values {
		into[i] = &values[i]
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return nil, fmt.Errorf("failed to read database: %w", err)
		}
		for i, v := range values {
			fields[i] = fieldOf(v)
		}
		if err := w.row(fields); err != nil {
			return nil, err
		}
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("failed to read database: %w", err)
	}
	return w.text(notes...), nil
}

// onlyTable returns the name of the only table or view.
func onlyTable(db *sql.DB) (string, error) {
	rows, err := db.Query("select name from sqlite_master where type in ('table', 'view') and name not like 'sqlite\\_%' escape '\\' order by name")
	if err != nil {
		return "", unread("open it in its program and save it again", "the database cannot be read (%v)", err)
	}
	defer rows.Close()
	var names []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return "", fmt.Errorf("failed to read database: %w", err)
		}
		names = append(names, name)
	}
	if err := rows.Err(); err != nil {
		return "", fmt.Errorf("failed to read database: %w", err)
	}
	switch len(names) {
	case 1:
		return names[0], nil
	case 0:
		return "", unread("give another file", "the database has no table")
	}
	return "", unread("say what to read with --query 'select … from …'", "the database has the tables %s", strings.Join(names, ", "))
}

func quote(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

// fieldOf writes a value of a database.
func fieldOf(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return v
	case []byte:
		return string(v)
	case int64:
		return strconv.FormatInt(v, 10)
	case float64:
		return strconv.FormatFloat(v, 'g', -1, 64)
	case bool:
		return strings.ToUpper(strconv.FormatBool(v))
	case time.Time:
		return v.Format("2006-01-02 15:04:05")
	}
	return fmt.Sprint(v)
}

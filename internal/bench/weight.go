package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
)

// pageChapter weighs the data owner's page as it is served.
func pageChapter(_ context.Context, s settings, r *report) error {
	total := int64(0)
	module := int64(0)
	err := filepath.WalkDir(s.page, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) == ".br" || d.Name() == "placeholder" {
			return err
		}
		served := path
		if _, err := os.Stat(path + ".br"); err == nil {
			served += ".br"
		}
		info, err := os.Stat(served)
		if err != nil {
			return err
		}
		total += info.Size()
		if filepath.Ext(path) == ".wasm" {
			module += info.Size()
		}
		return nil
	})
	if err != nil {
		return err
	}
	if module == 0 {
		return errors.New("the page is not built: run web/build.sh")
	}
	r.alone("page: wasm, brotli as served", float64(module)/1e6, "MB", 1.6)
	r.alone("page: all files, as served", float64(total)/1e6, "MB", 0)
	return nil
}

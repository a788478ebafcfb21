package trustee

// Keys returns the keys of the file that is open.
func (p *Page) Keys() *Keys { return p.file.keys }

// AskFolder asks for a yes in the files of a folder.
func AskFolder(dir string, r Request) (yes bool, err error) { return folder(dir).ask(r) }

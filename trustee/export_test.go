package trustee

// Keys returns the keys of the file that is open.
func (p *Page) Keys() *Keys { return p.file.keys }

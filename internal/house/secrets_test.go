package house

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"math/big"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/blindfit/blindfit/crypto/envelope"
	"github.com/blindfit/blindfit/crypto/mask"
	"github.com/blindfit/blindfit/crypto/phe"
	"github.com/blindfit/blindfit/crypto/privkey"
	"github.com/blindfit/blindfit/internal/secret"
	"github.com/blindfit/blindfit/internal/testing/leaks"
	"github.com/blindfit/blindfit/modelowner"
	"github.com/blindfit/blindfit/protocol/client"
	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/guard"
	"github.com/blindfit/blindfit/trustee"
)

// must returns v, or fails the test.
func must[T any](v T, err error) func(*testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// TestSecretsDoNotPrint prints every exported type that holds a secret. Types that are not exported are printed in
// their own packages.
func TestSecretsDoNotPrint(t *testing.T) {
	random := [32]byte{0x9d, 0x61, 0xb1, 0x9d, 0xef, 0xfd, 0x5a, 0x60, 0xba, 0x84, 0x4a}
	value := secret.New(random)

	key := must(identity.KeyFromSeed(random[:]))(t)
	leaks.Check(t, "identity.Key", key, random[:])
	leaks.Check(t, "identity.Key by value", *key, random[:])
	leaks.Check(t, "identity.TrainingKey", value, random[:])
	leaks.Check(t, "identity.Secret", identity.Secret{Value: value}, random[:])
	leaks.Check(t, "identity.Master", identity.Master{Value: value}, random[:])
	link := identity.Link{Facilitator: "https://facilitator.example", Training: wire.TrainingID{1}, Key: value, Secret: identity.Secret{Value: value}}
	_, fragment, _ := strings.Cut(link.URL(), "#")
	leaks.Check(t, "identity.Link", link, random[:], fragment[len(fragment)/2:])

	leaks.Check(t, "mask.Seed", mask.Seed{Value: value}, random[:])
	leaks.Check(t, "mask.Peer", mask.Peer{Shared: mask.NewShared(random)}, random[:])
	kem := must(mask.KEMKeyFromSeed(append(random[:], random[:]...)))(t)
	leaks.Check(t, "mask.KEMKey", kem, random[:])
	leaks.Check(t, "mask.KEMKey by value", *kem, random[:])

	leaks.Check(t, "envelope.RoundKey", value, random[:])
	private := must(envelope.ParseKey(random[:]))(t)
	leaks.Check(t, "envelope.Key", private, random[:])
	leaks.Check(t, "envelope.Key by value", *private, random[:])

	paillier := must(privkey.Generate(phe.MinBits))(t)
	marshalled := paillier.Marshal()
	half := marshalled[len(marshalled)-paillier.Bits()/8:][:paillier.Bits()/16]
	prime := new(big.Int).SetBytes(half)
	leaks.Check(t, "privkey.Key", paillier, prime, half)
	leaks.Check(t, "modelowner.Keys", &modelowner.Keys{Identity: key}, random[:])
	leaks.Check(t, "modelowner.Keys by value", modelowner.Keys{Identity: key}, random[:])

	holder := must(envelope.TrusteeKeyFromSeed(random))(t)
	leaks.Check(t, "envelope.TrusteeKey", holder, random[:])
	leaks.Check(t, "trustee.Keys", &trustee.Keys{Identity: key, Envelope: holder}, random[:])
	leaks.Check(t, "trustee.Keys by value", trustee.Keys{Identity: key, Envelope: holder}, random[:])
	trusteeKEM := must(mask.NewTrusteeKey())(t)
	leaks.Check(t, "mask.TrusteeKey", trusteeKEM, must(trusteeKEM.Secret())(t))

	const text = "correct-horse-battery-staple"
	operator := must(client.NewToken(text))(t)
	leaks.Check(t, "client.Token", operator, text)
	leaks.Check(t, "modelowner.CreateOptions", modelowner.CreateOptions{OperatorToken: operator}, text)
	tokens := must(guard.ParseTokens([]byte(text)))(t)
	leaks.Check(t, "guard.Token", tokens[0], text)
	leaks.Check(t, "guard.Tokens", guard.NewTokens(tokens), text)
}

// rawSecrets are types of other modules that hold a secret and print it, or hold it in a form that is as good.
var rawSecrets = []string{"ed25519.PrivateKey", "ecdh.PrivateKey", "hpke.PrivateKey", "paillier.PrivateKey", "cipher.Block", "cipher.AEAD"}

// secretWords in the name of a type or field make bytes, texts and big integers under it a secret.
var secretWords = []string{"seed", "secret", "master", "passphrase", "password", "private", "token"}

// bareSecrets may hold a secret that prints, for the reason given.
var bareSecrets = map[string]string{
	"folder.keysJSON.Seed":     "content of the key file, which is encrypted",
	"trustee.keysJSON.Seed":    "content of the key file, which is encrypted",
	"folder.inviteJSON.Secret": "content of invites.json",
	"vault.stored.Seed":        "content of the vault",
	"main.copied.Master":       "content of a backup, which is encrypted",
}

// TestNoBareSecret finds structs and types that hold a secret without a secret.Value around it.
func TestNoBareSecret(t *testing.T) {
	fset := token.NewFileSet()
	found := map[string]bool{}
	files := 0
	err := fs.WalkDir(os.DirFS("."), ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && slices.Contains([]string{"testdata", "node_modules", "build", ".git"}, d.Name()):
			return fs.SkipDir
		case d.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go"):
			return nil
		}
		files++
		f, err := parser.ParseFile(fset, filepath.FromSlash(name), nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		for _, bare := range bareIn(f) {
			found[f.Name.Name+"."+bare] = true
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for bare := range found {
		if bareSecrets[bare] == "" {
			t.Errorf("%s holds a secret that prints: put it into a secret.Value", bare)
		}
	}
	for bare := range bareSecrets {
		if !found[bare] {
			t.Errorf("%s is excepted but holds no bare secret", bare)
		}
	}
	if files == 0 {
		t.Error("no source file found")
	}
}

// bareIn returns the types of a file, and their fields, that hold a secret without protection.
func bareIn(f *ast.File) []string {
	var bare []string
	ast.Inspect(f, func(n ast.Node) bool {
		spec, ok := n.(*ast.TypeSpec)
		if !ok {
			return true
		}
		if s, ok := spec.Type.(*ast.StructType); ok {
			bare = append(bare, bareFields(spec.Name.Name, s)...)
		} else if isBare(spec.Name.Name, spec.Type) {
			bare = append(bare, spec.Name.Name)
		}
		return true
	})
	return bare
}

func bareFields(name string, s *ast.StructType) []string {
	var bare []string
	for _, field := range s.Fields.List {
		names := field.Names
		if len(names) == 0 {
			names = []*ast.Ident{{Name: "embedded"}}
		}
		for _, n := range names {
			if inner, ok := field.Type.(*ast.StructType); ok {
				bare = append(bare, bareFields(name+"."+n.Name, inner)...)
			} else if isBare(n.Name, field.Type) {
				bare = append(bare, name+"."+n.Name)
			}
		}
	}
	return bare
}

// isBare reports whether a field or type of this name and type is a secret that prints.
func isBare(name string, typ ast.Expr) bool {
	switch x := typ.(type) {
	case *ast.StarExpr:
		return isBare(name, x.X)
	case *ast.ArrayType:
		return isBare(name, x.Elt)
	case *ast.MapType:
		return isBare(name, x.Value)
	case *ast.Ident:
		return secretName(name) && (x.Name == "byte" || x.Name == "string" || x.Name == "uint8")
	case *ast.SelectorExpr:
		pkg, _ := x.X.(*ast.Ident)
		if pkg == nil {
			return false
		}
		full := pkg.Name + "." + x.Sel.Name
		return slices.Contains(rawSecrets, full) || full == "big.Int" && secretName(name)
	}
	return false
}

// secretName reports whether one of the words of an identifier means a secret. The path of a file is not secret.
func secretName(name string) bool {
	if strings.HasSuffix(name, "File") {
		return false
	}
	word := ""
	for _, r := range name + "X" {
		if unicode.IsUpper(r) {
			if slices.Contains(secretWords, strings.TrimSuffix(word, "s")) {
				return true
			}
			word = ""
		}
		word += string(unicode.ToLower(r))
	}
	return false
}

// A check that finds nothing would pass for ever.
func TestNoBareSecretCatches(t *testing.T) {
	const source = `package p
type seedOfMask [32]byte
type Public [32]byte
type holder struct {
	signing ed25519.PrivateKey
	pair *ecdh.PrivateKey
	masterKey []byte
	passphrases map[string]string
	inner struct { secretPrime *big.Int }
	hidden secret.Value[[]byte]
	seeds int
	tokenizer string
	tokenFile string
}`
	f, err := parser.ParseFile(token.NewFileSet(), "p.go", source, 0)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"seedOfMask", "holder.signing", "holder.pair", "holder.masterKey", "holder.passphrases", "holder.inner.secretPrime"}
	if got := bareIn(f); !slices.Equal(got, want) {
		t.Errorf("found %q, want %q", got, want)
	}
}

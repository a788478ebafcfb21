package client

import (
	"errors"

	"github.com/blindfit/blindfit/internal/loopback"
	"github.com/blindfit/blindfit/internal/secret"
)

// Token is the operator token of a facilitator. The zero value means that there is no token.
type Token struct{ secret.Value[string] }

// NewToken returns the token of text, which must be one line of visible ASCII characters.
func NewToken(text string) (Token, error) {
	if text == "" {
		return Token{}, errors.New("invalid operator token: must not be empty")
	}
	for _, b := range []byte(text) {
		if b <= ' ' || b > '~' {
			return Token{}, errors.New("invalid operator token: must be one line of visible ASCII characters without spaces")
		}
	}
	return Token{secret.New(text)}, nil
}

// OperatorToken sets the operator token, which a facilitator that serves other machines may require to create a training.
// Only CreateTraining sends it.
func OperatorToken(token Token) Option { return func(c *Client) { c.token = token } }

// operatorToken returns the value of the Authorization header, or why the token cannot travel.
func (c *Client) operatorToken() (string, error) {
	if c.token.IsZero() {
		return "", nil
	}
	if c.base.Scheme != "https" && !loopback.Host(c.base.Host) {
		return "", errors.New("failed to send the operator token: it is sent over https only")
	}
	return "Bearer " + c.token.Reveal(), nil
}

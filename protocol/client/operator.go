package client

import (
	"errors"

	"github.com/blindfit/blindfit/internal/loopback"
	"github.com/blindfit/blindfit/internal/secret"
)

// Token is a facilitator's operator token. The zero value stands for no token.
type Token struct{ secret.Value[string] }

// NewToken returns the token of this text. It must be one line of visible ASCII characters.
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

// OperatorToken has CreateTraining show the facilitator's operator token, which it asks for where it serves other
// machines. No other request carries it.
func OperatorToken(token Token) Option { return func(c *Client) { c.token = token } }

// operatorToken returns the value of the Authorization header, or why the token cannot travel.
func (c *Client) operatorToken() (string, error) {
	if c.token.IsZero() {
		return "", nil
	}
	if c.base.Scheme != "https" && !loopback.Host(c.base.Host) {
		return "", errors.New("failed to show the operator token: it is sent over https only")
	}
	return "Bearer " + c.token.Reveal(), nil
}

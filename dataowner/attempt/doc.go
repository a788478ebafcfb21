// Package attempt is a data owner's part of one attempt at a round: its answers to the messages of the others. Each
// stage is a value that is made from the one before and cannot be made without it:
//
//	Begin ──keys──▸ Offer ──Fix──▸ Part ──Masks, Head──▸ upload ──Complete──▸ Sealed ──Message──▸ reveal
//
// Nothing here sends, stores or waits. The caller charges its ledgers between the stages: exact sums before the upload
// leaves, noisy sums before the reveal does. Package protocol/attempt alone verifies the messages of the others.
//
// # Warning
//
// An Offer and a Part hold the secrets of the attempt. They are for memory alone: after a restart the attempt cannot go on
// before its reveal, and is left. A reveal needs none of them.
package attempt

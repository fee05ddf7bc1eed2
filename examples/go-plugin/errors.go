package main

import (
	"fmt"
	"strconv"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// statusOf has the status of every reason that this plugin gives.
var statusOf = map[string]codes.Code{
	"KEY_EMPTY": codes.InvalidArgument, "KEY_TOO_LARGE": codes.InvalidArgument, "VALUE_TOO_LARGE": codes.InvalidArgument,
	"TXN_TOO_LARGE": codes.InvalidArgument, "BAD_RANGE": codes.InvalidArgument, "BAD_REQUEST_ID": codes.InvalidArgument,
	"BAD_OPTION": codes.InvalidArgument, "PRECONDITION_FAILED": codes.FailedPrecondition, "TXN_READ_ONLY": codes.FailedPrecondition,
	"TXN_FINISHED": codes.FailedPrecondition, "NOT_CONFIGURED": codes.FailedPrecondition,
	"ALREADY_CONFIGURED": codes.FailedPrecondition, "CONFLICT": codes.Aborted, "TXN_UNKNOWN": codes.Aborted,
	"TXN_EXPIRED": codes.Aborted, "COMPACTED": codes.OutOfRange, "FUTURE_REVISION": codes.OutOfRange,
	"HISTORY_CHANGED": codes.OutOfRange, "TOO_MANY_TXNS": codes.ResourceExhausted, "TOO_MANY_WATCHES": codes.ResourceExhausted,
	"NO_SPACE": codes.ResourceExhausted, "NOT_APPLIED": codes.Unavailable,
}

// refuse returns an error as the contract wants it: a status whose ErrorInfo names the reason, with
// metadata in pairs of name and value.
func refuse(reason, message string, metadata ...string) error {
	info := &errdetails.ErrorInfo{Domain: "holdfast.store.v1", Reason: reason, Metadata: map[string]string{}}
	for i := 0; i < len(metadata); i += 2 {
		info.Metadata[metadata[i]] = metadata[i+1]
	}
	detailed, err := status.New(statusOf[reason], message).WithDetails(info)
	if err != nil {
		return status.Error(codes.Internal, err.Error())
	}
	return detailed.Err()
}

func tooLarge(reason, what string, size, limit int) error {
	return refuse(reason, fmt.Sprintf("%s is %d, over the limit of %d", what, size, limit),
		"size", strconv.Itoa(size), "limit", strconv.Itoa(limit))
}

func finished(id, outcome string) error {
	return refuse("TXN_FINISHED", "transaction "+id+" is "+outcome+" already", "outcome", outcome)
}

func usedBefore(id string) error {
	return refuse("BAD_REQUEST_ID", "id "+id+" was used before with other content; choose a fresh one")
}

// first returns the first error there is.
func first(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
